import { computed, reactive } from 'vue';
import type { Activation } from '#contracts/activation.js';
import type { Incident } from '#contracts/incident.js';
import { readActivations, readIncidents } from '../console.api.js';
import { streamItems } from './stream.view.js';

const stream = reactive({ incidents: [] as Incident[], activations: [] as Activation[], loaded: false, failed: null as unknown });
let reading: Promise<void> | null = null;

/** What the stream shows, and how its last reading went. The last picture stays when a reading fails. */
export const streamState = stream;
export const items = computed(() => streamItems(stream.incidents, stream.activations));

async function read(): Promise<void> {
  try {
    const [incidents, activations] = await Promise.all([readIncidents(), readActivations()]);
    Object.assign(stream, { incidents, activations, loaded: true, failed: null });
  } catch (failure) {
    stream.failed = failure;
  }
}

/** Reads the stream again; a reading that runs is shared. */
export function refreshStream(): Promise<void> {
  reading ??= read().finally(() => (reading = null));
  return reading;
}
