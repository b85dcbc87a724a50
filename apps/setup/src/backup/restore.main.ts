import { runMain } from '#process/run-main.js';
import { step } from '#process/screen.js';
import { readBackupConfig } from '../config.js';
import { restore } from './restore.js';

// npm run restore -- --from FOLDER: makes a data folder from a backup, where there is none.
runMain(async () => {
  const { dataFolder, folder } = readBackupConfig('restore', '--from');
  step(`核对并恢复 ${folder}`, `Proving and restoring ${folder}`);
  const { manifest, rejoined } = await restore(folder, dataFolder);
  step(
    `已恢复到 ${dataFolder}，截至 ${manifest.madeAt}；${rejoined.mailboxes} 个信箱换了号，工作台会把没签收的再响一次`,
    `restored into ${dataFolder}, up to ${manifest.madeAt}; ${rejoined.mailboxes} mailboxes have new numbers, desks ring again for what is not acknowledged`,
  );
});
