import { computed, reactive } from 'vue';
import { mayDo } from '#contracts/access.js';
import { me } from '../../session/session.js';
import { bringCityOnline, openDesk, readDemo, type DemoState } from '../console.api.js';

/** What the demo is doing; outside a demo `demo` stays false and nothing of it is shown. */
export const demo = reactive<DemoState>({ demo: false, online: false, connected: 0, total: 0 });

/** Whether the reader may use the demo's aids; nothing of them is shown otherwise. */
export const demoAids = computed(() => demo.demo && mayDo(me.value?.roles ?? [], 'demo.run'));

/** Reads how many command points are connected. */
export async function refreshDemo(): Promise<void> {
  Object.assign(demo, await readDemo());
}

/** Lets the command points of the city come online, or go. */
export async function switchCity(online: boolean): Promise<void> {
  Object.assign(demo, await bringCityOnline(online));
}

/** Opens the desk of a command point in a new tab, signed in by a token of its own. The tab is opened first, so that no blocker stops it. */
export async function openDeskOf(orgId: string): Promise<void> {
  const tab = window.open('', '_blank');
  try {
    const { deviceToken } = await openDesk(orgId);
    const address = `/sign-in#desk=${encodeURIComponent(deviceToken)}`;
    if (tab) tab.location.href = address;
    else window.location.assign(address);
  } catch (cause) {
    tab?.close();
    throw cause;
  }
}
