import type { Findable } from '../../kit/search.js';

export type PaletteKind = 'warning' | 'whistle' | 'incident' | 'response' | 'unit' | 'village' | 'command';
/** One line of the palette: what it is, where it stands, its key if it has one, and what ↵ does. */
export type PaletteLine = Findable & {
  id: string;
  kind: PaletteKind;
  title: string;
  detail: string;
  key: string | null;
  mark: 'running' | null;
  run: () => void;
};

const order: readonly PaletteKind[] = ['response', 'whistle', 'warning', 'incident', 'unit', 'village', 'command'];

/** Things first, then commands; inside a kind they stay as found. */
export function thingsFirst(lines: readonly PaletteLine[]): PaletteLine[] {
  return order.flatMap((kind) => lines.filter((line) => line.kind === kind));
}

/** What is shown before anything is typed: what runs, the warnings, the incidents, the units and all commands; 271 villages wait for a word. */
export function withoutWords(lines: readonly PaletteLine[]): PaletteLine[] {
  return thingsFirst(lines.filter((line) => line.kind !== 'village')).slice(0, 40);
}
