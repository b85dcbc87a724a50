import type { ServiceName } from '#contracts/events.js';
import { services } from '#contracts/events.js';
import { DirectoryModule } from '#directory/directory.module.js';
import { DispatchModule } from '#dispatch/dispatch.module.js';
import { openGateway } from '#gateway/gateway.js';
import { IntakeModule } from '#intake/intake.module.js';
import { ensureTopics } from '#messaging/kafka/topics.js';
import { NotificationModule } from '#notification/notification.module.js';
import { PlanModule } from '#plan/plan.module.js';
import { openService } from '#process/service-process.js';
import type { ComposeService } from '#process/service-process.js';
import { testKafka, testRedis } from '#testing/cluster.js';
import type { OpenPlatform, PlatformGround } from '../../../standalone/src/testing/city.js';
import { servicePosts } from '../roster.js';

const compositions: Readonly<Record<ServiceName, ComposeService>> = {
  directory: (config, redis) => DirectoryModule.register(config, { redis }),
  intake: (config) => IntakeModule.register(config),
  plan: (config) => PlanModule.register(config),
  dispatch: (config) => DispatchModule.register(config),
  notification: (config, redis) => NotificationModule.register(config, { redis }),
};

/** The processes of the cluster, all in this one: each with its own HTTP, pools, consumers and Redis, behind the gateway, on the run's Kafka and Redis. */
export const openCluster: OpenPlatform = async (ground) => {
  const prefix = `${ground.name}.`;
  const kafka = { brokers: testKafka(), prefix };
  await ensureTopics(kafka);
  const opened = await Promise.all(servicePosts.map(({ app }) => openOne(app as ServiceName, ground, kafka)));
  const urls = Object.fromEntries(
    services.map((service) => [service, opened.filter((_, nth) => servicePosts[nth]!.app === service).map(({ url }) => url)]),
  ) as Record<ServiceName, string[]>;
  const gateway = await openGateway({
    urls,
    host: '127.0.0.1',
    port: 0,
    trustProxy: false,
    limits: { factor: 1, spareLoopback: true },
    logger: ground.logger,
  });
  return {
    url: gateway.url,
    apps: [...opened.map(({ app }) => app), gateway.app],
    close: async () => {
      await gateway.close();
      await Promise.all(opened.map((process) => process.close()));
    },
  };
};

function openOne(name: ServiceName, ground: PlatformGround, kafka: { brokers: string[]; prefix: string }) {
  const { publicKey, privateKey, demo, logger, clock, alarmClock } = ground;
  return openService({
    name,
    compose: compositions[name],
    config: {
      databaseUrl: ground.urlOf(name),
      auditDatabaseUrl: name === 'plan' ? ground.urlOf('audit') : '',
      kafka,
      redis: { url: testRedis(), prefix: kafka.prefix },
      publicKey,
      ...(name === 'directory' ? { privateKey } : {}),
      ...(name === 'dispatch' ? { evidence: ground.evidence } : {}),
      host: '127.0.0.1',
      port: 0,
      demo,
      trustProxy: true,
    },
    logger,
    clock,
    alarmClock,
  });
}
