import { computed, reactive } from 'vue';
import { ring } from './alarm-sound.js';

/** Something that must not be overlooked. It stays until taken; `take` runs when the reader takes it. */
export type Alarm = {
  id: string;
  title: string;
  detail: string;
  action: string;
  keyHint: string | null;
  exercise: boolean;
  take: () => void;
};

const raised = reactive<Alarm[]>([]);

/** The alarms on top: at most three, the newest first; real ones before drills. */
export const alarmsShown = computed(() => raised.slice(0, 3));
export const alarmsMore = computed(() => Math.max(0, raised.length - 3));

/** Raises an alarm and rings once; the same id neither stacks nor rings again. */
export function raiseAlarm(alarm: Alarm): void {
  if (raised.some((other) => other.id === alarm.id)) return;
  const firstDrill = raised.findIndex((other) => other.exercise);
  raised.splice(alarm.exercise ? Math.max(0, firstDrill === -1 ? raised.length : firstDrill) : 0, 0, alarm);
  ring();
}

/** Says an alarm anew in its place, without ringing: its figures moved. One that was taken stays away. */
export function restateAlarm(id: string, title: string, detail: string): void {
  const alarm = raised.find((other) => other.id === id);
  if (alarm) Object.assign(alarm, { title, detail });
}

/** Takes an alarm: it goes away and its action runs. */
export function takeAlarm(id: string): void {
  const index = raised.findIndex((alarm) => alarm.id === id);
  if (index < 0) return;
  const [alarm] = raised.splice(index, 1);
  alarm?.take();
}

/** Takes an alarm away without its action: what it warned of is over. */
export function dropAlarm(id: string): void {
  const index = raised.findIndex((alarm) => alarm.id === id);
  if (index >= 0) raised.splice(index, 1);
}
