import type { RouteRecordRaw } from 'vue-router';

const home = () => import('./DeskHome.vue');

/** The routes of the desk; a task's or a whistle's page is the same desk with it open, so that a phone can go back. */
export const deskRoutes: RouteRecordRaw[] = [
  { path: '/desk', component: home },
  { path: '/desk/tasks/:id', component: home },
  { path: '/desk/whistles/:id', component: home },
  { path: '/desk/report', component: () => import('./report/GridReportPage.vue') },
  { path: '/desk/offer', component: () => import('./report/OfferPage.vue') },
];
