/** How the command is used. */
export const usage = `npm run simulate -- [选项 options]

让全市演练一遍：每个指挥调度点一个真实的 Socket.IO 客户端，接到预警，按下启动，有人签收、有人不签收，有的台子掉线又回来；最后对账。
Plays a whole response: a real Socket.IO client for every command point, the warning, the click, people who answer and some who never do,
desks that drop off and come back; then it proves that nothing was lost or doubled.

  --story STORY    response（默认）：一次响应；whistles：一个台风夜的吹哨报到，各镇吹哨，部门签收、迟到、退回、争议、沉默，市中心裁定
                   response (default): a whole response; whistles: a typhoon night of whistles, with departments that answer, come late, return,
                   dispute and fall silent, and the city's centre that rules
  --url URL        服务器地址，默认 http://localhost:3000（或 PORT）；本机没有在运行就自己启动一个单进程的，用完关掉
                   the server, http://localhost:3000 (or PORT) by default; if none runs on this machine, a standalone one is started and stopped again
  --points N       自己启动时：N 个指挥调度点的虚拟县；已在运行时：其中 N 个参加
                   own server: a synthetic county of N command points; a running one: N of its command points take part
  --level LEVEL    响应等级 I–IV，默认 II · response level, II by default
  --seed S         随机种子，默认 1：谁不在、谁掉线、谁多久签收、谁吹谁的哨 · decides who is away, who drops off, who answers when; 1 by default
  --minutes M      人们继续签收的时间，默认 1（全程约一分半）；满 5 分钟没有签收的才会升级催办
                   how long people go on answering, 1 by default (a run takes about a minute and a half); who has not answered after 5 minutes
                   is climbed over, so --minutes 6 shows escalation and people not reached
                   吹哨夜：夜里的前 M 分钟内吹完，默认 20，之后还有 130 分钟 · of a night: the minutes in which all is blown, 20 by default; 130 more follow
  --whistles N     吹哨夜：吹 N 个哨，默认 400 · a night has N whistles, 400 by default
  --compression K  吹哨夜：夜里 K 分钟按 1 分钟过，默认 30（全程约 5 分钟）；哨的时限用同样短的规则版本，结束时恢复原来的规则
                   K minutes of a night pass in one, 30 by default (a run takes about 5 minutes); the limits of whistles are as short meanwhile, by a
                   version of the rules of its own, and the former rules are put back at the end
  --json FILE      把数字写进文件 · writes the figures to a file
  --login L --password P   指挥中心值班账号；默认取数据文件夹里的演示账号（也可用 MUSTER_LOGIN、MUSTER_PASSWORD）
                   an operator of the city's centre; by default the demo account of the data folder (or MUSTER_LOGIN, MUSTER_PASSWORD)
  --keep           结束后不终止响应、不收哨 · does not end the response, or what is open of the whistles
  --help           这些说明 · this text

数据文件夹 data folder: MUSTER_DATA（默认 data，集群 data-cluster · data by default, data-cluster of a cluster）
只做演练，只对演示或测试服务器。退出码：0 没有丢失、重复、无主，1 有（或没能完成），130 被中断。
Exercises only, and only on a demo or test server. Exit code: 0 nothing lost, doubled or unowned, 1 otherwise, 130 if it was broken off.

首达、P50、P99、末达从发出点击算起，在台子上测量；特意掉线的台子另计。
The times from the click are measured at the desks; desks that were taken off on purpose are counted apart.
`;
