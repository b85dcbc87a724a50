import type { ScoreTable } from '../score/score.workbook.js';

/** In the place of the program that writes a workbook: fails as the title of the first call says, or sends the number of calls as its bytes. */
process.once('message', ({ calls }: ScoreTable) => {
  const order = calls[0]!.facts.title;
  if (order === 'crash') process.exit(3);
  if (order === 'nothing') process.exit(0);
  if (order === 'abort') process.abort();
  if (order === 'interrupt') process.kill(process.pid, 'SIGINT');
  if (order === 'throw') throw new Error('torn');
  if (order === 'hang' || order === 'interrupt') for (;;);
  if (order === 'grow') for (const all: string[][] = []; ;) all.push(new Array<string>(10_000).fill(order));
  process.send!(Buffer.from([calls.length]), () => process.disconnect());
});
