import { createRouter, createWebHistory } from 'vue-router';
import { consoleRoutes } from './console/routes.js';

/** All pages. */
export const router = createRouter({ history: createWebHistory(), routes: [...consoleRoutes] });
