import { readState } from '../state-file.js';

/** A figure of the metrics of every process of a running cluster, summed up. */
export async function sumOf(dataFolder: string, metric: string): Promise<number> {
  const members = readState(dataFolder)?.members ?? [];
  const texts = await Promise.all(members.map(async ({ url }) => (await fetch(`${url}/metrics`)).text()));
  const values = texts.flatMap((text) =>
    [...text.matchAll(new RegExp(`^${metric}\\{[^}]*\\} (\\S+)$`, 'gm'))].map(([, value]) => Number(value)),
  );
  if (values.length === 0) throw new Error(`no process says ${metric}`);
  return values.reduce((sum, value) => sum + value, 0);
}
