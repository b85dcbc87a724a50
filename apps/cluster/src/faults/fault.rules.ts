import type { ServiceName } from '#contracts/events.js';
import type { Draw } from '#desk-client/draw.rules.js';

/** Something that happens to a cluster. A process is a member's name, `kafka` or `redis`; a line is named by its end and its member. */
export type Fault =
  | { kind: 'kill'; process: string }
  | { kind: 'freeze'; process: string; forMs: number }
  | { kind: 'flush-redis' }
  | { kind: 'drop-connections'; of: ServiceName | 'all' }
  | { kind: 'slow-lines'; lines: string; latencyMs: number; jitterMs: number; forMs: number }
  | { kind: 'cut-lines'; lines: string; forMs: number }
  | { kind: 'hold-lines'; lines: string; forMs: number }
  | { kind: 'kafka-away'; forMs: number };

export type FaultKind = Fault['kind'];

/** What can be hit. `lines` is empty where the cluster runs without lines that can be cut. */
export type Targets = { processes: readonly string[]; services: readonly ServiceName[]; lines: readonly string[] };

const weights: Readonly<Record<Exclude<FaultKind, 'kafka-away'>, number>> = {
  kill: 34,
  freeze: 20,
  'drop-connections': 12,
  'flush-redis': 8,
  'slow-lines': 9,
  'cut-lines': 10,
  'hold-lines': 7,
};
const withoutLines = { ...weights, 'slow-lines': 0, 'cut-lines': 0, 'hold-lines': 0 };

/** Draws one fault. Freezes are short mostly, and sometimes longer than a session of Kafka or a patience of the gateway. */
export function drawFault(draw: Draw, targets: Targets): Fault {
  const kind = draw.weighted(targets.lines.length > 0 ? weights : withoutLines);
  switch (kind) {
    case 'kill':
      return { kind, process: draw.oneOf(targets.processes) };
    case 'freeze':
      return {
        kind,
        process: draw.oneOf(targets.processes),
        forMs: draw.chance(0.3) ? draw.whole(7_000, 15_000) : draw.whole(1_000, 5_000),
      };
    case 'flush-redis':
      return { kind };
    case 'drop-connections':
      return { kind, of: draw.chance(0.4) ? 'all' : draw.oneOf(targets.services) };
    case 'slow-lines': {
      const latencyMs = draw.whole(10, 150);
      return { kind, lines: drawLines(draw, targets), latencyMs, jitterMs: draw.whole(0, latencyMs), forMs: draw.whole(2_000, 8_000) };
    }
    case 'cut-lines':
    case 'hold-lines':
      return { kind, lines: drawLines(draw, targets), forMs: draw.whole(500, 8_000) };
  }
}

/** One line, or all lines to one end (`redis/*`). */
function drawLines(draw: Draw, { lines }: Targets): string {
  const line = draw.oneOf(lines);
  return line.includes('/') && draw.chance(0.4) ? `${line.slice(0, line.indexOf('/'))}/*` : line;
}

/** Whether a line is one of those meant. */
export function isMeant(lines: string, line: string): boolean {
  return lines.endsWith('/*') ? line.startsWith(lines.slice(0, -1)) : line === lines;
}

/** How long a fault lasts by itself; what comes after it is healing. */
export function lastsMs(fault: Fault): number {
  return 'forMs' in fault ? fault.forMs : 0;
}

/** A fault in a few words, for the line of its round. */
export function describeFault(fault: Fault): string {
  const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
  switch (fault.kind) {
    case 'kill':
      return `kill −9 ${fault.process}`;
    case 'freeze':
      return `stop ${fault.process} ${seconds(fault.forMs)}`;
    case 'flush-redis':
      return 'FLUSHALL';
    case 'drop-connections':
      return `drop connections of ${fault.of}`;
    case 'slow-lines':
      return `slow ${fault.lines} ${fault.latencyMs}±${fault.jitterMs} ms ${seconds(fault.forMs)}`;
    case 'cut-lines':
      return `cut ${fault.lines} ${seconds(fault.forMs)}`;
    case 'hold-lines':
      return `hold ${fault.lines} ${seconds(fault.forMs)}`;
    case 'kafka-away':
      return `Kafka away ${seconds(fault.forMs)}`;
  }
}
