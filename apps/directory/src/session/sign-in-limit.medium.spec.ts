import type { DataSource } from 'typeorm';
import { openDatabase } from '#service-kit/database.module.js';
import type { FreshDatabase } from '#testing/database.js';
import { freshDatabase } from '#testing/database.js';
import { FakeClock } from '#testing/fake-clock.js';
import { DatabaseSignInLimit } from './database.sign-in-limit.js';
import { describeSignInLimitContract } from './sign-in-limit.contract.js';

let city: FreshDatabase;
let databases: [DataSource, DataSource];
const clock = new FakeClock('2026-03-02T10:00:00+08:00');
beforeAll(async () => {
  city = await freshDatabase();
  const open = (): Promise<DataSource> => openDatabase(city.urlOf('directory'), 'limit-spec');
  databases = [await open(), await open()];
});
afterAll(async () => {
  await Promise.all(databases.map((database) => database.destroy()));
  await city.close();
});

describeSignInLimitContract('the database', () => ({
  clock,
  nodes: [new DatabaseSignInLimit(databases[0], clock), new DatabaseSignInLimit(databases[1], clock)],
}));
