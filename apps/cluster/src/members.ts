import { join } from 'node:path';
import type { ServiceName } from '#contracts/events.js';
import { freePorts } from '#process/free-port.js';
import type { Prepared } from '#setup/prepare.js';
import { settingsOf } from '#setup/settings.js';
import type { ClusterConfig } from './config.js';
import type { Ground } from './ground.js';
import type { Lines } from './lines.js';
import type { MemberNews } from './member.js';
import { Member } from './member.js';
import { gatewayPost, servicePosts } from './roster.js';

/** The processes of the cluster: services first, then the gateway that knows where they are. */
export async function appointMembers(
  config: ClusterConfig,
  ground: Ground,
  prepared: Prepared,
  lines: Lines | undefined,
  news: MemberNews,
): Promise<Member[]> {
  const ports = await freePorts(servicePosts.length);
  const logOf = (name: string): string => join(config.dataFolder, 'logs', `${name}.log`);
  const services: Member[] = [];
  for (const [nth, post] of servicePosts.entries()) {
    const line = async (end: string, url: string): Promise<string> => (lines ? lines.through(`${end}/${post.name}`, url) : url);
    const environment = await environmentOf(post.app as ServiceName, config, ground, prepared, line);
    services.push(new Member(post, ports[nth]!, environment, logOf(post.name), news));
  }
  const urls = Object.fromEntries(
    servicePosts.map(({ app }) => [
      `${app.toUpperCase()}_URLS`,
      services
        .filter((member) => member.post.app === app)
        .map((member) => member.url)
        .join(','),
    ]),
  );
  const environment = { ...config.inherited, ...urls, HOST: config.host, TRUST_PROXY: 'false', MUSTER_DEMO: String(config.demo) };
  return [...services, new Member(gatewayPost, config.port, environment, logOf(gatewayPost.name), news)];
}

/** Evidence lies in the bucket or folder that was named, else in one folder of this machine that all processes share. */
function evidenceOf({ inherited, dataFolder }: ClusterConfig): Record<string, string> {
  if (inherited.MUSTER_EVIDENCE_S3_URL || inherited.MUSTER_EVIDENCE_FOLDER) return {};
  return { MUSTER_EVIDENCE_FOLDER: join(dataFolder, 'evidence') };
}

/** What a service is told: its own settings, and where the others are. `line` is its way to what it stands on. */
async function environmentOf(
  service: ServiceName,
  config: ClusterConfig,
  ground: Ground,
  prepared: Prepared,
  line: (end: string, url: string) => Promise<string>,
): Promise<Record<string, string>> {
  const { DATABASE_URL: databaseUrl, AUDIT_DATABASE_URL: auditUrl, ...keys } = settingsOf(service, prepared);
  return {
    ...config.inherited,
    ...keys,
    DATABASE_URL: await line('postgres', databaseUrl!),
    ...(auditUrl ? { AUDIT_DATABASE_URL: await line('postgres', auditUrl) } : {}),
    KAFKA_BROKERS: ground.kafka.brokers,
    REDIS_URL: await line('redis', ground.redis.url),
    ...(service === 'dispatch' ? evidenceOf(config) : {}),
    PLATFORM_URL: `http://127.0.0.1:${config.port}`,
    HOST: '127.0.0.1',
    MUSTER_DEMO: String(config.demo),
  };
}
