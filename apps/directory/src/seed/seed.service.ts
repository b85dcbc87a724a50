import type { DataSource, EntityManager } from 'typeorm';
import { SpokenProblem } from '#service-kit/spoken-problem.js';
import { hashPassword, strongCost } from '../account/password.js';
import { insertNew } from '../bulk-insert.js';
import type { DemoAccount } from './built-in-data.js';
import { readBuiltInData } from './built-in-data.js';
import { modelCity, syntheticCounty } from './county.rules.js';
import { seededId } from './fictional.rules.js';
import { composeOrgs } from './org-tree.rules.js';
import { composeAdministrator, composePeople, holderId } from './people.rules.js';
import { composeLines, composeOrgPosts } from './post-tree.rules.js';
import { composeMatters, composeStationing } from '../matter/matter.rules.js';
import {
  dutyColumns,
  holderColumns,
  lineColumns,
  matterColumns,
  orgColumns,
  orgPostColumns,
  personColumns,
  postColumns,
  stationingColumns,
} from './seed.columns.js';

/** What a seed is told. */
export type SeedOptions = {
  /** The moment that stamps what is seeded. */
  now: Date;
  /** A synthetic county with this many command points instead of the model city; null for the city. */
  points: number | null;
  /** True: fictional people, rosters, production units and demo accounts. False: orgs, posts and one administrator, for a city that brings its own people. */
  demo: boolean;
  /** Makes one random password. */
  randomPassword: () => string;
  /**
   * Stores the passwords of the accounts that are being made, before they are committed: a process that is killed in between has told
   * nobody a password that does not work, and made no account whose password is lost.
   */
  keepPasswords?: (accounts: readonly SeededAccount[]) => void | Promise<void>;
  /** log2 of the scrypt cost; tests take a small one. */
  passwordCost?: number;
};

/** An account with its clear password, told once: when it is made. */
export type SeededAccount = { login: string; password: string; roles: string[]; orgId: string; label: string; labelEn: string };

/** What the seed did: how many rows were new, and the accounts that were made now (empty when they were there already). */
export type Seeded = { orgs: number; people: number; accounts: SeededAccount[] };

/**
 * Seeds the directory in one transaction, after migrating. Seeding again changes nothing and keeps accounts and passwords. Throws if the
 * data was seeded for another county: one data folder is one county.
 */
export async function seedDirectory(database: DataSource, options: SeedOptions): Promise<Seeded> {
  const data = readBuiltInData();
  const units = options.points === null ? modelCity(data, options.demo) : syntheticCounty(data, options.points, options.demo);
  const orgs = composeOrgs(data, units);
  const orgPosts = composeOrgPosts(data, orgs);
  const administrator = data.demoAccounts.find((account) => account.roles.includes('administrator'))!;
  const people = options.demo
    ? composePeople(orgPosts, options.points === null ? data.demoShortfalls : [])
    : composeAdministrator(administrator);
  const orgIds = orgs.map((org) => org.id);
  const accounts = await missingAccounts(database, options.demo ? data.demoAccounts : [administrator], orgIds, options);

  return database.transaction(async (tx) => {
    await holdCounty(tx, options);
    const seeded: Seeded = { orgs: 0, people: 0, accounts: [] };
    seeded.orgs = await insertNew(
      tx,
      'directory.org',
      orgColumns,
      orgs.map((org, sort) => ({ ...org, sort })),
    );
    await insertNew(
      tx,
      'directory.post',
      postColumns,
      data.posts.posts.map((post, sort) => ({ ...post, sort })),
    );
    await insertNew(tx, 'directory.org_post', orgPostColumns, orgPosts);
    await insertNew(tx, 'directory.line_mapping', lineColumns, composeLines(data));
    await insertNew(tx, 'directory.matter', matterColumns, composeMatters(data));
    await insertNew(tx, 'directory.stationing', stationingColumns, composeStationing(data));
    await keepNote(tx, data.matters.note);
    seeded.people = await insertNew(tx, 'directory.person', personColumns, people.people);
    await insertNew(tx, 'directory.post_holder', holderColumns, people.holders);
    await insertNew(tx, 'directory.duty_pattern', dutyColumns, people.duty);
    for (const account of accounts) {
      if (await addAccount(tx, account, options.demo)) seeded.accounts.push(toldOnce(account));
    }
    if (seeded.accounts.length > 0) await options.keepPasswords?.(seeded.accounts);
    return seeded;
  });
}

type NewAccount = DemoAccount & { password: string; passwordHash: string };

/** Adds an account; false if another process made it meanwhile. */
async function addAccount(tx: EntityManager, account: NewAccount, demo: boolean): Promise<boolean> {
  const added = (await tx.query(
    `INSERT INTO directory.account (id, person_id, login, password_hash, roles, org_id, demo) VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT DO NOTHING RETURNING 1`,
    [
      seededId(`account:${account.login}`),
      holderId(account.orgId, account.postId, account.holder),
      account.login,
      account.passwordHash,
      account.roles,
      account.orgId,
      demo,
    ],
  )) as unknown[];
  return added.length === 1;
}

/** Hashes the passwords of the accounts that are not there yet, before the transaction: each takes 0.2 s. */
async function missingAccounts(
  database: DataSource,
  all: readonly DemoAccount[],
  orgIds: readonly string[],
  options: SeedOptions,
): Promise<NewAccount[]> {
  const known = (await database.query('SELECT login FROM directory.account')) as { login: string }[];
  const logins = new Set(known.map((row) => row.login));
  const orgs = new Set(orgIds);
  const missing = all.filter((account) => !logins.has(account.login) && orgs.has(account.orgId));
  return Promise.all(
    missing.map(async (account) => {
      const password = options.randomPassword();
      return { ...account, password, passwordHash: await hashPassword(password, options.passwordCost ?? strongCost) };
    }),
  );
}

function toldOnce(account: NewAccount): SeededAccount {
  const { login, password, roles, orgId, label, labelEn } = account;
  return { login, password, roles, orgId, label, labelEn };
}

/** What the list is and where it comes from goes with it wherever it is read. */
async function keepNote(tx: EntityManager, note: string): Promise<void> {
  await tx.query(`INSERT INTO directory.setting (name, value) VALUES ('matters', $1) ON CONFLICT DO NOTHING`, [JSON.stringify({ note })]);
}

async function holdCounty(tx: EntityManager, options: SeedOptions): Promise<void> {
  const county = { points: options.points, demo: options.demo };
  await tx.query(`INSERT INTO directory.setting (name, value) VALUES ('county', $1) ON CONFLICT DO NOTHING`, [
    JSON.stringify({ ...county, seededAt: options.now.toISOString() }),
  ]);
  const [row] = (await tx.query(`SELECT value FROM directory.setting WHERE name = 'county' FOR UPDATE`)) as [{ value: typeof county }];
  if (row.value.points !== county.points || row.value.demo !== county.demo) throw new OtherCounty(row.value);
}

/** The data was seeded with other options: another number of points, or demo against production. */
export class OtherCounty extends SpokenProblem {
  constructor(readonly seeded: { points: number | null; demo: boolean }) {
    const county = seeded.points === null ? 'the model city' : `a county of ${seeded.points} command points`;
    super({
      zh: `这个数据目录里是${seeded.points === null ? '示范市' : `有 ${seeded.points} 个指挥调度点的县`}${seeded.demo ? '（演示）' : ''}，换一个数据目录（MUSTER_DATA）`,
      en: `this data folder was seeded as ${county}${seeded.demo ? ' (demo)' : ''}; use another data folder (MUSTER_DATA)`,
    });
  }
}
