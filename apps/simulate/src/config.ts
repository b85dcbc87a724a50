import type { SimulateOptions } from './options.js';
import { readOptions } from './options.js';

/** Reads what `npm run simulate` is told, once; undefined if it is only asked how it is used. */
export function readSimulateOptions(): SimulateOptions | undefined {
  return readOptions(process.argv, process.env);
}
