import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { services } from '#contracts/events.js';
import { readServiceConfig } from '#process/config.js';
import { settingsOf } from '#setup/settings.js';

const root = path.resolve(import.meta.dirname, '..');
type Service = {
  image: string;
  command?: string[];
  environment?: Record<string, string | number>;
  volumes?: (string | { source: string; target: string; volume?: { subpath: string } })[];
  depends_on?: Record<string, { condition: string }>;
};
const read = (file: string): { services: Record<string, Service>; volumes: Record<string, null> } =>
  parse(readFileSync(path.join(root, file), 'utf8'), { merge: true });
const cluster = read('docker-compose.yml');

/** No engine is needed to see that each container is told what its process asks for. */
describe('docker-compose.yml', () => {
  const processes = Object.entries(cluster.services).filter(([, service]) => service.command?.includes('--enable-source-maps'));

  it('runs every service and the gateway, from programs that are built', () => {
    const programs = processes.map(([, service]) => service.command!.at(-1)!);
    for (const app of [...services, 'gateway']) expect(programs).toContain(`dist/apps/${app}/src/main.js`);
    for (const program of programs) expect(existsSync(path.join(root, program.replace('dist/', '').replace('.js', '.ts')))).toBe(true);
  });

  it.each(services)('tells %s all that its process needs, and nothing of another', (app) => {
    const instances = processes.filter(([, service]) => service.command!.at(-1) === `dist/apps/${app}/src/main.js`);
    for (const [, { environment, volumes }] of instances) {
      expect(volumes!.filter((volume) => volume !== 'evidence:/evidence')).toEqual([
        expect.objectContaining({ source: 'settings', target: '/settings', volume: { subpath: `settings/${app}` } }),
      ]);
      expect(volumes!.includes('evidence:/evidence')).toBe(app === 'dispatch');
      const written = settingsOf(app, { secrets: keys, urlOf: (role) => `postgres://${role}@postgres/muster` });
      const told = Object.entries(environment!).map(([name, value]): [string, string] => {
        if (!name.endsWith('_FILE')) return [name, String(value).replace(/\$\{\w+:-([^}]*)\}/, '$1')];
        expect(String(value)).toBe(`/settings/${name.slice(0, -'_FILE'.length)}`);
        return [name.slice(0, -'_FILE'.length), written[path.basename(String(value))]!];
      });
      const config = readServiceConfig(app, Object.fromEntries(told));
      expect(config.databaseUrl).toBe(`postgres://${app}@postgres/muster`);
      expect(config.privateKey === undefined).toBe(app !== 'directory');
      expect(config.auditDatabaseUrl === '').toBe(app !== 'plan');
    }
  });

  it('leads the gateway to every instance, at the port where it listens', () => {
    const { environment } = cluster.services.gateway!;
    for (const app of services) {
      const urls = String(environment![`${app.toUpperCase()}_URLS`]).split(',');
      const instances = processes.filter(([, service]) => service.command!.at(-1) === `dist/apps/${app}/src/main.js`);
      expect(urls.sort()).toEqual(instances.map(([name, service]) => `http://${name}:${service.environment!.PORT}`).sort());
    }
  });

  it.each(['docker-compose.yml', 'deploy/docker-compose.standalone.yml'])(
    '%s holds no secret and names no volume or service that is not there',
    (file) => {
      const compose = read(file);
      expect(readFileSync(path.join(root, file), 'utf8')).not.toMatch(/PRIVATE KEY-----|password: *\S|PASSWORD: *\S/i);
      for (const { volumes = [], depends_on: needed = {} } of Object.values(compose.services)) {
        for (const volume of volumes) {
          const source = typeof volume === 'string' ? volume.split(':')[0]! : volume.source;
          expect(Object.keys(compose.volumes)).toContain(source);
        }
        for (const name of Object.keys(needed)) expect(Object.keys(compose.services)).toContain(name);
      }
    },
  );
});

const keys = {
  rolePasswords: {},
  publicKey: '-----BEGIN PUBLIC KEY-----\nof a test\n-----END PUBLIC KEY-----',
  privateKey: '-----BEGIN PRIVATE KEY-----\nof a test\n-----END PRIVATE KEY-----',
};
