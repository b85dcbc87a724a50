import type { RouteRecordRaw } from 'vue-router';

/** The routes of the desk; a task's page is the same desk with that task open, so that a phone can go back. */
export const deskRoutes: RouteRecordRaw[] = [
  { path: '/desk', component: () => import('./DeskPage.vue') },
  { path: '/desk/tasks/:id', component: () => import('./DeskPage.vue') },
];
