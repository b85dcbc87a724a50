import type { ScoreTable } from './score.workbook.js';
import { writeWorkbook } from './score.workbook.js';

// One workbook, then the end: the table comes in, the bytes go out, and with the program goes the memory that it took.
process.once('message', (table: ScoreTable) => {
  void writeWorkbook(table).then((written) => process.send!(written, () => process.disconnect()));
});
// It lives no longer than the platform, which ends it in order.
process.on('disconnect', () => process.exit(0));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => undefined);
