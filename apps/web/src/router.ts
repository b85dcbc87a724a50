import { createRouter, createWebHistory } from 'vue-router';
import { consoleRoutes } from './console/routes.js';
import { deskRoutes } from './desk/routes.js';
import { startLive } from './live/live.js';
import { homeOf } from './session/session.rules.js';
import { me } from './session/session.js';

/** All pages. Everything but sign-in needs a session, and is live. */
export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', redirect: () => (me.value ? homeOf(me.value.roles) : '/sign-in') },
    { path: '/sign-in', component: () => import('./sign-in/SignInPage.vue') },
    ...consoleRoutes,
    ...deskRoutes,
    { path: '/:unknown(.*)*', redirect: '/' },
  ],
});

router.beforeEach((to) => {
  if (to.path === '/sign-in') return true;
  if (me.value === null) return { path: '/sign-in', query: to.fullPath === '/' ? {} : { next: to.fullPath } };
  startLive();
  return true;
});
