import { once } from 'node:events';
import { createServer } from 'node:net';
import { PortTaken } from './screen.js';

/** Refuses a port that cannot be listened on, before anything is started. */
export async function refuseTakenPort({ port, host }: { port: number; host: string }): Promise<void> {
  const probe = createServer();
  probe.listen(port, host);
  try {
    await once(probe, 'listening');
  } catch (error) {
    throw new PortTaken(port, error);
  }
  probe.close();
  await once(probe, 'close');
}

/** Ports of this machine that are free now, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const probes = Array.from({ length: count }, () => createServer());
  const ports: number[] = [];
  for (const probe of probes) {
    probe.listen(0, '127.0.0.1');
    await once(probe, 'listening');
    ports.push((probe.address() as { port: number }).port);
  }
  for (const probe of probes) {
    probe.close();
    await once(probe, 'close');
  }
  return ports;
}
