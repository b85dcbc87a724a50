import { installPackages, mayInstall } from './debian.mjs';
import { say, secondsSince } from './preflight.mjs';

/**
 * Sees to what cluster tests need: Java, redis-server, kcat and the jars of Kafka. What is missing is installed where we may and fetched
 * where there is a network; answers whether all is there, and says in one sentence what is not. Needs the build.
 */
export async function ensureClusterPrograms() {
  let missing = await missingPrograms();
  if (missing.length > 0 && mayInstall()) {
    const packages = missing.map((program) => program.package);
    say(`安装 ${packages.join('、')}`, `installing ${packages.join(', ')}`);
    await installPackages(packages, { services: packages.filter((name) => name === 'redis-server') });
    missing = await missingPrograms();
  }
  for (const { text } of missing) tell(text);
  return missing.length === 0 && (await ensureKafka());
}

/** Programs that are not here, with Debian's package of each. A server that the environment names need not be here. */
async function missingPrograms() {
  const { readLocalServicesConfig } = await localServices('config');
  const { findJava, findProgram } = await localServices('program');
  const { javaMissing, redisMissing } = await localServices('local-service-problem');
  const { programFolders } = readLocalServicesConfig();
  const missing = [];
  if (!process.env.MUSTER_TEST_KAFKA) {
    // Debian's default is 17 or later from Debian 12 on.
    await findJava(programFolders).catch((problem) =>
      missing.push({ package: 'default-jre-headless', text: problem.text ?? javaMissing().text }),
    );
  }
  if (!process.env.MUSTER_TEST_REDIS && !findProgram('redis-server', programFolders)) {
    missing.push({ package: 'redis-server', text: redisMissing('redis-server').text });
  }
  if (!findProgram('kcat', programFolders)) {
    const text = { zh: '本机没有 kcat（Debian：apt-get install kcat）。', en: 'This machine has no kcat (Debian: apt-get install kcat).' };
    missing.push({ package: 'kcat', text });
  }
  return missing;
}

/** Fetches Kafka before the tests, so that its progress is seen. */
async function ensureKafka() {
  if (process.env.MUSTER_TEST_KAFKA) return true;
  const { readLocalServicesConfig } = await localServices('config');
  const { kafkaJars } = await localServices('kafka-jars');
  const start = performance.now();
  let fetched = false;
  const log = (zh, en) => {
    fetched = true;
    say(zh, en);
  };
  try {
    await kafkaJars({ config: readLocalServicesConfig(), log });
    if (fetched) say(`Kafka 已就绪（${secondsSince(start)}）`, 'Kafka is here');
    return true;
  } catch (problem) {
    if (!problem.text) throw problem;
    tell(problem.text);
    // Jars that are not the pinned ones are no lack but a failure: the tests start, and stop at them.
    return problem.code === 'wrong-hash';
  }
}

function localServices(file) {
  return import(`../dist/libs/local-services/src/${file}.js`);
}

function tell({ zh, en }) {
  process.stderr.write(`\n✗ ${zh}\n  ${en}\n`);
}
