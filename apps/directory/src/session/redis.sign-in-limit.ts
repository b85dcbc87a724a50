import { createHash } from 'node:crypto';
import { uuidv7 } from 'uuidv7';
import type { Clock } from '#service-kit/clock.js';
import type { ProcessRedis } from '#service-kit/redis.js';
import type { SignInTry } from './sign-in-limit.rules.js';
import { decideTry, missesSince, signInLimit } from './sign-in-limit.rules.js';
import { SignInLimit } from './sign-in-limit.service.js';

const keepMs = signInLimit.minutes * 60_000;

/**
 * Counts in Redis, one script per try, so that racing tries on many nodes cost the database nothing. While Redis is away the database
 * counts: sign-in always works, and somebody who guesses gains one more series of tries at most.
 */
export class RedisSignInLimit extends SignInLimit {
  constructor(
    private readonly redis: ProcessRedis,
    private readonly whileAway: SignInLimit,
    private readonly clock: Clock,
  ) {
    super();
  }

  async decide(login: string, address: string): Promise<SignInTry> {
    return (await this.count(login, address)) ?? this.whileAway.decide(login, address);
  }

  /** The database forgets too: it may have counted while Redis was away. */
  async forget(login: string): Promise<void> {
    await this.whileAway.forget(login);
    await this.ask(() => this.redis.commands.eval(forgetLogin, 1, this.loginKey(login), this.addressKey(''), digest(login)));
  }

  /** The decision, or null where Redis does not answer. */
  private async count(login: string, address: string): Promise<SignInTry | null> {
    const now = this.clock.now();
    const counted = await this.ask(() =>
      this.redis.commands.eval(
        countMiss,
        2,
        this.loginKey(login),
        this.addressKey(digest(address)),
        missesSince(now).getTime(),
        now.getTime(),
        keepMs,
        signInLimit.perLogin,
        signInLimit.perAddress,
        digest(login),
        digest(address),
        uuidv7(),
      ),
    );
    if (!counted) return null;
    const [ofLogin, ofAddress, oldestOfLogin, oldestOfAddress] = (counted as (number | string)[]).map(Number) as [
      number,
      number,
      number,
      number,
    ];
    const moment = (ms: number): Date | null => (ms > 0 ? new Date(ms) : null);
    return decideTry({ ofLogin, ofAddress, oldestOfLogin: moment(oldestOfLogin), oldestOfAddress: moment(oldestOfAddress) }, now);
  }

  private async ask(question: () => Promise<unknown>): Promise<unknown> {
    if (this.redis.isAway()) return null;
    try {
      return await question();
    } catch {
      // The process's Redis says itself that it is away.
      return null;
    }
  }

  private loginKey(login: string): string {
    return `${this.redis.prefix}sign-in:login:${digest(login)}`;
  }

  private addressKey(addressDigest: string): string {
    return `${this.redis.prefix}sign-in:address:${addressDigest}`;
  }
}

/** Redis holds no login and no address, only whether it is the same one. */
function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}

/** Answers the misses before this try and counts it as one, unless a limit is reached. A miss stands in both sets, each naming the other's key. */
const countMiss = `
  local since, now, keep, perLogin, perAddress = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])
  redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', since)
  redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', since)
  local ofLogin, ofAddress = redis.call('ZCARD', KEYS[1]), redis.call('ZCARD', KEYS[2])
  local oldestOfLogin = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')[2] or '0'
  local oldestOfAddress = redis.call('ZRANGE', KEYS[2], 0, 0, 'WITHSCORES')[2] or '0'
  if ofLogin < perLogin and ofAddress < perAddress then
    redis.call('ZADD', KEYS[1], now, ARGV[7] .. ' ' .. ARGV[8])
    redis.call('ZADD', KEYS[2], now, ARGV[6] .. ' ' .. ARGV[8])
    redis.call('PEXPIRE', KEYS[1], keep)
    redis.call('PEXPIRE', KEYS[2], keep)
  end
  return { ofLogin, ofAddress, oldestOfLogin, oldestOfAddress }`;

/** Takes the misses of a login out of the sets of the addresses that they came from, then forgets the login. */
const forgetLogin = `
  for _, miss in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
    local address, id = string.match(miss, '^(%S+) (%S+)$')
    redis.call('ZREM', ARGV[1] .. address, ARGV[2] .. ' ' .. id)
  end
  return redis.call('DEL', KEYS[1])`;
