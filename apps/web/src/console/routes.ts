import type { RouteRecordRaw } from 'vue-router';

/** Pages of the console. One frame; what is in hand changes inside it. */
export const consoleRoutes: RouteRecordRaw[] = [
  {
    path: '/console',
    component: () => import('./zod-without-eval.js').then(() => import('./frame/ConsolePage.vue')),
    meta: { face: 'console' },
    children: [
      { path: '', name: 'console', component: () => import('./frame/NothingInHand.vue') },
      { path: 'open', name: 'open-incident', component: () => import('./incident/OpenIncidentPage.vue') },
      { path: 'warnings', name: 'warnings', component: () => import('./warning/WarningListPage.vue') },
      { path: 'warnings/issue', name: 'issue-warning', component: () => import('./warning/IssuePage.vue') },
      { path: 'warnings/:warningId', name: 'warning', component: () => import('./warning/WarningPage.vue'), props: true },
      { path: 'whistles', name: 'whistles', component: () => import('./whistle/WhistleListPage.vue') },
      { path: 'whistles/blow', name: 'blow-whistle', component: () => import('./whistle/BlowPage.vue') },
      { path: 'whistles/rules', name: 'whistle-rules', component: () => import('./whistle/RulesPage.vue') },
      { path: 'whistles/:whistleId', name: 'whistle', component: () => import('./whistle/WhistlePage.vue'), props: true },
      { path: 'rulings/:whistleId?', name: 'whistle-ruling', component: () => import('./whistle/RulingPage.vue'), props: true },
      { path: 'scores', name: 'scores', component: () => import('./score/ScorePage.vue') },
      { path: 'stationed-reviews', name: 'stationed-reviews', component: () => import('./stationed-review/ReviewListPage.vue') },
      {
        path: 'stationed-reviews/:reviewId',
        name: 'stationed-review',
        component: () => import('./stationed-review/ReviewPage.vue'),
        props: true,
      },
      { path: 'assignments', name: 'assignments', component: () => import('./assignment/AssignmentListPage.vue') },
      { path: 'assignments/give', name: 'give-assignment', component: () => import('./assignment/GivePage.vue') },
      { path: 'assignments/:assignmentId', name: 'assignment', component: () => import('./assignment/AssignmentPage.vue'), props: true },
      { path: 'grid-reports', name: 'grid-reports', component: () => import('./grid-report/GridReportPage.vue') },
      { path: 'incidents/:incidentId', name: 'preview', component: () => import('./preview/PreviewPage.vue'), props: true },
      {
        path: 'incidents/:incidentId/reports',
        name: 'information-reports',
        component: () => import('./information-report/ReportsPage.vue'),
        props: true,
      },
      { path: 'activations/:activationId', name: 'live', component: () => import('./live/LivePage.vue'), props: true },
      {
        path: 'activations/:activationId/call-list',
        name: 'call-list',
        component: () => import('./call-list/CallListPage.vue'),
        props: true,
      },
      {
        path: 'activations/:activationId/reconciliation',
        name: 'reconciliation',
        component: () => import('./live/ReconciliationPage.vue'),
        props: true,
      },
    ],
  },
];
