import type { ServiceName } from '#contracts/events.js';
import type { RefusalCode } from '#contracts/problem.js';

/** How an attempt failed: no connection (nothing was sent), no answer in time, broken off on the way, or never a request that can be sent. */
export type Failure = 'not-connected' | 'timed-out' | 'broken-off' | 'unsendable';

/** What the client is told, with the service's name. */
export type Ending = { code: RefusalCode; zh: string; en: string };

/** What to do then: try another instance, or say so. */
export type Sequel = 'next' | Ending;

/** The code of an upgrade that a node did not answer: no line came about, so another node may be asked. */
export const noAnswerInTime = 'NO_ANSWER_IN_TIME';

const failures: Readonly<Record<string, Failure>> = {
  [noAnswerInTime]: 'not-connected',
  ECONNREFUSED: 'not-connected',
  ENOTFOUND: 'not-connected',
  EAI_AGAIN: 'not-connected',
  UND_ERR_CONNECT_TIMEOUT: 'not-connected',
  UND_ERR_HEADERS_TIMEOUT: 'timed-out',
  UND_ERR_BODY_TIMEOUT: 'timed-out',
  UND_ERR_INVALID_ARG: 'unsendable',
  UND_ERR_NOT_SUPPORTED: 'unsendable',
};

type Failed = { code?: unknown; syscall?: unknown; cause?: unknown };

/** Reads an error of the HTTP client, wrapped or not. Only what certainly came before the first byte counts as `not-connected`. */
export function failureOf(error: unknown): Failure {
  for (let each = error as Failed | undefined; each; each = each.cause as Failed | undefined) {
    const known = failures[String(each.code)];
    if (known) return known;
    if (each.syscall === 'connect') return 'not-connected';
  }
  return 'broken-off';
}

/** What each service is called. */
export const namesOfServices: Readonly<Record<ServiceName, { zh: string; en: string }>> = {
  directory: { zh: '单位和人员服务', en: 'The directory service' },
  intake: { zh: '接报服务', en: 'The intake service' },
  plan: { zh: '预案服务', en: 'The plan service' },
  dispatch: { zh: '派发服务', en: 'The dispatch service' },
  notification: { zh: '通知服务', en: 'The notification service' },
};

/** Reading twice changes nothing; a command is repeated by nobody but its client, under its request id. */
export function isReading(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** Decides what follows a failed attempt: a request may go on to another instance only if it cannot take effect twice. */
export function sequelOf(failure: Failure, method: string, service: ServiceName, hasNext: boolean): Sequel {
  const name = namesOfServices[service];
  if (failure === 'unsendable') {
    return { code: 'invalid-input', zh: '请求头有误', en: 'A header of the request is not valid' };
  }
  if (failure === 'timed-out') {
    return {
      code: 'service-slow',
      zh: `${name.zh}没有及时回答，不知道是否已生效`,
      en: `${name.en} did not answer in time; whether it took effect is not known`,
    };
  }
  if (hasNext && (failure === 'not-connected' || isReading(method))) return 'next';
  if (failure === 'broken-off' && !isReading(method)) {
    return {
      code: 'service-away',
      zh: `${name.zh}在回答前断开，不知道是否已生效，可以原样再发一次`,
      en: `${name.en} broke off before it answered; whether it took effect is not known, the same request may be sent again`,
    };
  }
  return { code: 'service-away', zh: `${name.zh}暂时联系不上`, en: `${name.en} cannot be reached for the moment` };
}

/** All its instances have their hands full. */
export function overrunOf(service: ServiceName): Ending {
  const name = namesOfServices[service];
  return { code: 'unavailable', zh: `${name.zh}一时忙不过来，稍后再试`, en: `${name.en} has its hands full, try again in a moment` };
}
