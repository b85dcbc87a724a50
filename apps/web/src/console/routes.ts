import type { RouteRecordRaw } from 'vue-router';

/** The routes of the console. */
export const consoleRoutes: RouteRecordRaw[] = [];
