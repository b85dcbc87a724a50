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
