/** How the command is used. */
export const usage = `npm run simulate -- [选项 options]

让全市演练一遍：每个指挥调度点一个真实的 Socket.IO 客户端，接到预警，按下启动，有人签收、有人不签收，有的台子掉线又回来；最后对账。
Plays a whole response: a real Socket.IO client for every command point, the warning, the click, people who answer and some who never do,
desks that drop off and come back; then it proves that nothing was lost or doubled.

  --url URL        服务器地址，默认 http://localhost:3000（或 PORT）；本机没有在运行就自己启动一个单进程的，用完关掉
                   the server, http://localhost:3000 (or PORT) by default; if none runs on this machine, a standalone one is started and stopped again
  --points N       自己启动时：N 个指挥调度点的虚拟县；已在运行时：其中 N 个参加
                   own server: a synthetic county of N command points; a running one: N of its command points take part
  --level LEVEL    响应等级 I–IV，默认 II · response level, II by default
  --seed S         随机种子，默认 1：谁不在、谁掉线、谁多久签收 · decides who is away, who drops off, who answers when; 1 by default
  --minutes M      人们继续签收的时间，默认 1（全程约一分半）；满 5 分钟没有签收的才会升级催办
                   how long people go on answering, 1 by default (a run takes about a minute and a half); who has not answered after 5 minutes
                   is climbed over, so --minutes 6 shows escalation and people not reached
  --json FILE      把数字写进文件 · writes the figures to a file
  --login L --password P   指挥中心值班账号；默认取数据文件夹里的演示账号（也可用 MUSTER_LOGIN、MUSTER_PASSWORD）
                   an operator of the city's centre; by default the demo account of the data folder (or MUSTER_LOGIN, MUSTER_PASSWORD)
  --keep           结束后不终止响应 · does not end the response
  --help           这些说明 · this text

数据文件夹 data folder: MUSTER_DATA（默认 data，集群 data-cluster · data by default, data-cluster of a cluster）
只做演练，只对演示或测试服务器。退出码：0 没有丢失和重复，1 有（或没能完成），130 被中断。
Exercises only, and only on a demo or test server. Exit code: 0 nothing lost or doubled, 1 otherwise, 130 if it was broken off.

首达、P50、P99、末达从发出点击算起，在台子上测量；特意掉线的台子另计。
The times from the click are measured at the desks; desks that were taken off on purpose are counted apart.
`;
