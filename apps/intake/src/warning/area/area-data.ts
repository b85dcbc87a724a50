import { readIntakeData } from '../../intake.data.js';

/** The file `warning-area.json`: what is needed to place a warning and the directory does not know. */
export type AreaData = {
  unitRadius: { kilometres: number };
  divisions: { units: Readonly<Record<string, readonly string[]>> };
  above: { names: Readonly<Record<string, readonly string[]>> };
  schemes: { chinese: readonly string[]; foreign: readonly string[] };
  provinces: readonly string[];
};

/** Reads it, once, when the service is composed. */
export function readAreaData(): AreaData {
  return readIntakeData<AreaData>('warning-area.json');
}
