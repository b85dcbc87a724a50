import type { Said } from '../mailbox/mailbox-row.js';

/** The words of a digest: how many tasks below were not acknowledged in time. */
export function sayDigest(response: Pick<Said, 'incidentTitle' | 'level'>, taskIds: readonly string[]): Said {
  const count = taskIds.length;
  return {
    incidentTitle: response.incidentTitle,
    level: response.level,
    title: `升级催办：${count} 项任务超时未签收`,
    titleEn: `Escalated: ${count} ${count === 1 ? 'task was' : 'tasks were'} not acknowledged in time`,
    taskIds: [...taskIds],
  };
}

/** What the current digest tells: what the former told and is still unanswered, then what is new, each task once. */
export function mergeDigest(former: readonly string[], stillIssued: ReadonlySet<string>, escalated: readonly string[]): string[] {
  return [...new Set([...former.filter((taskId) => stillIssued.has(taskId)), ...escalated])];
}
