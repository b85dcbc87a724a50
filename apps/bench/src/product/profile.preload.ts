import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';

// Loaded before the product when a profile is wanted: samples its processor between two messages, and writes what it saw.
const session = new Session();
session.connect();

process.on('message', (message) => {
  const { profile, file } = message as { profile: 'start' | 'stop'; file: string };
  void (profile === 'start' ? begin() : end(file)).then(() => process.send?.({ profile }));
});

async function begin(): Promise<void> {
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 500 });
  await session.post('Profiler.start');
}

async function end(file: string): Promise<void> {
  const { profile } = await session.post('Profiler.stop');
  writeFileSync(file, JSON.stringify(profile));
}
