import { z } from 'zod';
import { assignmentDetail, assignmentPage } from '#contracts/assignment.js';
import { activation, activationPage, activationTimeline, composedTask, preview, reportAnswer } from '#contracts/activation.js';
import { callList } from '#contracts/call-list.js';
import { demoAnswer, deskSessions } from '#contracts/demo.js';
import { evidence, evidenceAnswer } from '#contracts/evidence.js';
import { gridReport, gridReportPage } from '#contracts/grid-report.js';
import { categoriesAnswer, incident, incidentDraftsAnswer, incidentPage, incidentTimeline } from '#contracts/incident.js';
import { incidentReports, informationReport, reportDutiesAnswer } from '#contracts/information-report.js';
import { leave, leavesAnswer } from '#contracts/leave.js';
import { mailboxAnswer, notReachedAnswer, progress, taskDelivery } from '#contracts/mailbox.js';
import { mattersAnswer } from '#contracts/matter.js';
import {
  accountsAnswer,
  assignedDuty,
  commandPointsAnswer,
  devicePage,
  dutyAnswer,
  issuedDeviceTokens,
  openedDesk,
  org,
  orgDetail,
  orgPage,
  postsAnswer,
  session,
  sessionsEnded,
} from '#contracts/org.js';
import { plansAnswer, planTriggersAnswer, publishedPlan } from '#contracts/plan-library.js';
import { planProposal } from '#contracts/plan-proposal.js';
import { problem } from '#contracts/problem.js';
import { departmentPresence, presence } from '#contracts/presence.js';
import { reconciliation, reconciliationCounts } from '#contracts/reconciliation.js';
import { scoreLine, scoreRowsAnswer, scoresAnswer } from '#contracts/score.js';
import { reviewRowsAnswer, stationedReview, stationedReviewsAnswer } from '#contracts/stationed-review.js';
import { task, timelineEntry } from '#contracts/task.js';
import { whistleRulesAnswer } from '#contracts/whistle-rules.js';
import { warning, warningDetail, warningExamplesAnswer, warningPage, warningSourcesAnswer, warningTaken } from '#contracts/warning.js';
import { whistle, whistlePage, whistleProposal, whistleReconciliation, whistleTimeline } from '#contracts/whistle.js';

/** Schemas that stand once in the document and are referred to. */
export const named = z.registry<{ id: string }>();
for (const [id, schema] of Object.entries({
  Activation: activation,
  ComposedTask: composedTask,
  Incident: incident,
  Me: session.shape.me,
  Org: org,
  Problem: problem,
  ReconciliationCounts: reconciliationCounts,
  ScoreLine: scoreLine,
  Session: session,
  StationedReview: stationedReview,
  Task: task,
  TimelineEntry: timelineEntry,
  Warning: warning,
  WarningDetail: warningDetail,
  Whistle: whistle,
})) {
  named.add(schema, { id });
}

/** What each operation answers when it succeeds. The contracts say it once; the document and a test over the running platform read it here. */
export const answers: Readonly<Record<string, z.ZodType>> = {
  'POST /api/session': session,
  'POST /api/session/device': session,
  'POST /api/session/renew': session,
  'GET /api/me': session.shape.me,
  'GET /api/orgs': orgPage,
  'GET /api/orgs/{id}': orgDetail,
  'GET /api/posts': postsAnswer,
  'GET /api/command-points': commandPointsAnswer,
  'GET /api/duty': dutyAnswer,
  'POST /api/duty': assignedDuty,
  'GET /api/matters': mattersAnswer,
  'GET /api/leaves': leavesAnswer,
  'POST /api/leaves': leave,
  'POST /api/leaves/{id}/withdraw': leave,
  'GET /api/devices': devicePage,
  'POST /api/devices': issuedDeviceTokens,
  'GET /api/accounts': accountsAnswer,
  'POST /api/accounts/{id}/end-sessions': sessionsEnded,
  'GET /api/demo': demoAnswer,
  'POST /api/demo/city': demoAnswer,
  'POST /api/demo/desks': deskSessions,
  'POST /api/demo/desks/{orgId}/open': openedDesk,
  'GET /api/categories': categoriesAnswer,
  'GET /api/incident-drafts': incidentDraftsAnswer,
  'GET /api/incidents': incidentPage,
  'POST /api/incidents': incident,
  'GET /api/incidents/{id}': incident,
  'GET /api/incidents/{id}/timeline': incidentTimeline,
  'GET /api/incidents/{id}/information-reports': incidentReports,
  'POST /api/incidents/{id}/information-reports': informationReport,
  'GET /api/report-duties': reportDutiesAnswer,
  'POST /api/warnings': warningTaken,
  'POST /api/warnings/issued': warningTaken,
  'POST /api/grid-reports': gridReport,
  'GET /api/grid-reports': gridReportPage,
  'GET /api/grid-reports/{id}': gridReport,
  'POST /api/grid-reports/{id}/handle': gridReport,
  'GET /api/warning-sources': warningSourcesAnswer,
  'GET /api/warning-examples': warningExamplesAnswer,
  'GET /api/warnings': warningPage,
  'GET /api/warnings/{id}': warningDetail,
  'POST /api/activations/preview': preview,
  'POST /api/activations': activation,
  'GET /api/activations': activationPage,
  'GET /api/activations/{id}': activation,
  'GET /api/activations/{id}/timeline': activationTimeline,
  'POST /api/activations/{id}/reports': reportAnswer,
  'POST /api/activations/{id}/end': activation,
  'GET /api/activations/{id}/call-list': callList,
  'GET /api/activations/{id}/progress': progress,
  'GET /api/activations/{id}/reconciliation': reconciliation,
  'GET /api/plans': plansAnswer,
  'GET /api/plans/{no}': publishedPlan,
  'GET /api/plan-triggers': planTriggersAnswer,
  'GET /api/plan-proposals': planProposal,
  'GET /api/tasks': z.object({ tasks: z.array(task), next: z.uuid().nullable() }),
  'GET /api/tasks/{taskId}': task,
  'GET /api/tasks/{taskId}/timeline': z.object({ entries: z.array(timelineEntry), composed: composedTask.nullable() }),
  'POST /api/tasks/{taskId}/acknowledge': task,
  'POST /api/tasks/{taskId}/arrive': task,
  'POST /api/tasks/{taskId}/finish': task,
  'POST /api/tasks/{taskId}/decline': task,
  'POST /api/tasks/{taskId}/take-back': task,
  'POST /api/tasks/{taskId}/notes': task,
  'POST /api/tasks/{taskId}/hand-over': task,
  'POST /api/tasks/{taskId}/check-in': task,
  'POST /api/assignments': assignmentDetail,
  'GET /api/assignments': assignmentPage,
  'GET /api/assignments/{assignmentId}': assignmentDetail,
  'POST /api/assignments/{assignmentId}/withdraw': assignmentDetail,
  'GET /api/scores': scoresAnswer,
  'GET /api/scores/rows': scoreRowsAnswer,
  'GET /api/stationed-reviews': stationedReviewsAnswer,
  'GET /api/stationed-reviews/{id}': stationedReview,
  'GET /api/stationed-reviews/{id}/rows': reviewRowsAnswer,
  'PUT /api/stationed-reviews/{id}': stationedReview,
  'POST /api/stationed-reviews/{id}/sign': stationedReview,
  'GET /api/whistle-rules': whistleRulesAnswer,
  'PUT /api/whistle-rules': whistleRulesAnswer,
  'GET /api/whistle-proposals': whistleProposal,
  'GET /api/whistle-reconciliation': whistleReconciliation,
  'GET /api/whistles': whistlePage,
  'POST /api/whistles': whistle,
  'POST /api/whistles/offers': whistle,
  'GET /api/whistles/{whistleId}': whistle,
  'GET /api/whistles/{whistleId}/timeline': whistleTimeline,
  'POST /api/whistles/{whistleId}/accept-offer': whistle,
  'POST /api/whistles/{whistleId}/refuse-offer': whistle,
  'POST /api/whistles/{whistleId}/return': whistle,
  'POST /api/whistles/{whistleId}/dispute': whistle,
  'POST /api/whistles/{whistleId}/yield': whistle,
  'POST /api/whistles/{whistleId}/ask-reassign': whistle,
  'POST /api/whistles/{whistleId}/reassign': whistle,
  'POST /api/whistles/{whistleId}/add-assist': whistle,
  'POST /api/whistles/{whistleId}/rule': whistle,
  'POST /api/whistles/{whistleId}/send-back': whistle,
  'POST /api/whistles/{whistleId}/close': whistle,
  'POST /api/whistles/{whistleId}/withdraw': whistle,
  'POST /api/whistles/{whistleId}/raise': whistle,
  'POST /api/tasks/{taskId}/evidence': evidence,
  'GET /api/tasks/{taskId}/evidence': evidenceAnswer,
  'GET /api/mailbox': mailboxAnswer,
  'GET /api/deliveries/{taskId}': taskDelivery,
  'GET /api/not-reached': notReachedAnswer,
  'GET /api/presence': presence,
  'GET /api/presence/departments': departmentPresence,
};
