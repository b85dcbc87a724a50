import 'reflect-metadata';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { refuseTakenPort } from '#process/free-port.js';
import { runMain } from '#process/run-main.js';
import { greeting, step } from '#process/screen.js';
import { readAccounts } from '#setup/accounts.js';
import { prepareCity } from '#setup/prepare.js';
import { makeTopics } from '#setup/topics.js';
import { readConfig } from './config.js';
import { layGround } from './ground.js';
import { Lines } from './lines.js';
import type { Member } from './member.js';
import { appointMembers } from './members.js';
import { forgetState, writeState } from './state-file.js';

const startWithinMs = 60_000;

// Starts the same city as processes on Kafka, Redis and PostgreSQL, watches over them, and stops all in the opposite order.
runMain(async (closeLater) => {
  const config = readConfig();
  const { dataFolder, demo } = config;
  await refuseTakenPort(config);
  mkdirSync(join(dataFolder, 'logs'), { recursive: true });

  let members: Member[] = [];
  const note = (): void => {
    if (members.length > 0)
      writeState(dataFolder, {
        url: urlOf(config.port),
        supervisor: process.pid,
        ...ground(),
        lines: lines?.address(),
        members: members.map(factsOf),
      });
  };
  const lines = config.faultLines ? await Lines.open(closeLater) : undefined;
  const ground = await layGround(config, closeLater, note, lines);
  const prepared = await prepareCity({ adminUrl: ground().databaseUrl, dataFolder, demo, points: null, step });
  await makeTopics({ brokers: ground().kafka.brokers.split(',') });

  members = await appointMembers(config, ground(), prepared, lines, {
    started: note,
    died: ({ post }, how, againInMs) =>
      step(`${post.name} 中断（${how}），${againInMs} 毫秒后再启动`, `${post.name} died (${how}), starts again in ${againInMs} ms`),
  });
  closeLater(async () => {
    // The gateway first: nobody asks any more. Then the services, side by side.
    for (const member of [...members].reverse().slice(0, 1)) await member.stop();
    await Promise.all(members.map((member) => member.stop()));
    forgetState(dataFolder);
  });
  for (const member of members) member.start();
  for (const member of members) {
    await member.waitUntil('live', startWithinMs);
    step(`${member.post.name.padEnd(14)} ${member.url}`, `process ${member.pid}`);
  }
  // The gateway says so when it has heard from every service.
  await members.at(-1)!.waitUntil('ready', startWithinMs);
  note();
  greeting({ url: urlOf(config.port), accounts: readAccounts(dataFolder), dataFolder, demo });
});

function urlOf(port: number): string {
  return `http://localhost:${port}`;
}

function factsOf(member: Member): { name: string; app: string; url: string; pid?: number } {
  return { name: member.post.name, app: member.post.app, url: member.url, pid: member.pid };
}
