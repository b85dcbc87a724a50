import { runMain } from '#process/run-main.js';
import { step } from '#process/screen.js';
import { readBackupConfig } from '../config.js';
import { backUp } from './back-up.js';

// npm run backup -- --to FOLDER: copies a data folder, whether or not the city runs on it.
runMain(async () => {
  const { dataFolder, folder } = readBackupConfig('backup', '--to');
  step(`备份 ${dataFolder}`, `Backing up ${dataFolder}`);
  const { madeAt, files } = await backUp(dataFolder, folder);
  const megabytes = Math.ceil(files.reduce((sum, file) => sum + file.bytes, 0) / 1024 / 1024);
  step(
    `备份在 ${folder}：${files.length} 个文件，${megabytes} MB，截至 ${madeAt}；里面有密码和密钥，要锁好`,
    `the backup is in ${folder}: ${files.length} files, ${megabytes} MB, up to ${madeAt}; it holds passwords and keys, lock it away`,
  );
});
