import { z } from 'zod';

/** One field that was refused: where (JSON pointer without the slash, dotted), and why, in both languages. */
export const fieldProblem = z.object({ field: z.string(), reason: z.string(), reasonEn: z.string() });
export type FieldProblem = z.infer<typeof fieldProblem>;

/** RFC 9457 problem details. `title`/`detail` are in the language of Accept-Language (zh-CN first), `code` is for machines. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  detail: z.string().optional(),
  fields: z.array(fieldProblem).optional(),
  correlationId: z.string().optional(),
});
export type Problem = z.infer<typeof problem>;

/**
 * Every refusal that a service may give: HTTP status and words. A rule returns the code, a service throws `Refused(code)`,
 * one filter makes it a problem. Missing and forbidden rows answer alike (`not-found`).
 */
export const refusals = {
  'invalid-input': { status: 400, zh: '输入有误', en: 'The input is not valid' },
  'not-signed-in': { status: 401, zh: '没有登录或登录已过期', en: 'Not signed in, or the session has ended' },
  'wrong-credentials': { status: 401, zh: '账号或密码不对', en: 'The account or the password is wrong' },
  'too-many-attempts': { status: 429, zh: '试得太多，过会儿再试', en: 'Too many attempts, try again later' },
  'not-allowed': { status: 403, zh: '这个岗位没有这项权限', en: 'This role may not do that' },
  'not-found': { status: 404, zh: '没有找到', en: 'Not found' },
  'too-large': { status: 413, zh: '内容太大', en: 'The body is too large' },
  'unsupported-media-type': { status: 415, zh: '不支持这种内容格式', en: 'This media type is not supported' },
  'request-id-reused': { status: 409, zh: '同一请求号已用于另一内容', en: 'This request id was used with another body' },
  'unknown-category': { status: 400, zh: '没有这个事件类别', en: 'Unknown category code' },
  'unknown-org': { status: 400, zh: '没有这个单位，或不在管辖范围', en: 'Unknown org, or outside your scope' },
  'unknown-person': { status: 400, zh: '没有这个人，或不在管辖范围', en: 'Unknown person, or outside your scope' },
  'unknown-post': { status: 400, zh: '没有这个岗位', en: 'Unknown post' },
  'unknown-trigger': { status: 400, zh: '没有这个上报触发项', en: 'Unknown report trigger' },
  'no-plan-matches': { status: 409, zh: '没有预案适用于这个类别', en: 'No published plan covers this category' },
  'level-below-floor': { status: 409, zh: '不得低于市级响应等级', en: 'The level may not be below the city level' },
  'exercise-differs': { status: 409, zh: '演练标记与事件不一致', en: 'The exercise mark differs from the incident' },
  'units-outside-incident': { status: 409, zh: '有区镇不在事件影响范围内', en: 'A unit is outside the incident area' },
  'incident-closed': { status: 409, zh: '事件已结束', en: 'The incident is closed' },
  'already-active': { status: 409, zh: '该事件在这些区镇已启动响应', en: 'A response for this incident already runs in these units' },
  'activation-ended': { status: 409, zh: '响应已终止', en: 'The response has ended' },
  'not-the-starting-authority': { status: 409, zh: '谁启动谁终止：不是启动单位', en: 'Only the authority that started it may end it' },
  'task-not-open': { status: 409, zh: '任务已结束，不能再改', en: 'The task is closed' },
  'task-not-acknowledged': { status: 409, zh: '先签收，再办', en: 'Acknowledge it first' },
  'task-waiting': { status: 409, zh: '任务还没开始', en: 'The task has not started' },
  'demo-only': { status: 409, zh: '只在演示环境可用', en: 'Only available in a demo' },
  'invalid-cap': { status: 400, zh: '不是有效的 CAP 报文', en: 'Not a valid CAP message' },
  'identifier-reused': {
    status: 409,
    zh: '这个编号的报文已收过，内容不同',
    en: 'A message with this identifier is here, with another content',
  },
  'not-our-warning': {
    status: 409,
    zh: '不是本平台发布的预警，不能变更或解除',
    en: 'This warning was not issued here; it cannot be changed or cancelled',
  },
  'warning-cancelled': { status: 409, zh: '预警已解除', en: 'The warning was cancelled' },
  'report-out-of-order': {
    status: 409,
    zh: '先报首报，响应终止后报终报',
    en: 'The first report comes first, the final one after the end of the response',
  },
  'dead-letter-replayed': { status: 409, zh: '这条死信已经重放', en: 'This dead letter has been replayed' },
  'replay-failed': { status: 409, zh: '重放没有成功，仍在死信中', en: 'The replay failed; it stays a dead letter' },
  'too-many-requests': { status: 429, zh: '请求太多，过一会儿再来', en: 'Too many requests, come back in a moment' },
  'service-away': { status: 503, zh: '一个服务暂时联系不上', en: 'A service cannot be reached for the moment' },
  'service-slow': { status: 504, zh: '一个服务没有及时回答', en: 'A service did not answer in time' },
  unavailable: { status: 503, zh: '服务暂时不可用，内容没有丢', en: 'Temporarily unavailable, nothing was lost' },
  'internal-error': { status: 500, zh: '出错了，已记录', en: 'Something failed and was recorded' },
} as const satisfies Record<string, { status: number; zh: string; en: string }>;
export type RefusalCode = keyof typeof refusals;
