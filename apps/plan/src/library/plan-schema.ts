import { z } from 'zod';
import { planDocument } from '#contracts/plan-library.js';

const lineWidth = 140;

/** The JSON Schema of a plan file, generated from the contract; committed as `apps/plan/library/plan.schema.json`. */
export function planSchema(): string {
  const schema = z.toJSONSchema(planDocument, { target: 'draft-2020-12' });
  return formatted({ $id: 'plan.schema.json', title: 'Muster plan document', ...schema });
}

/** JSON as the formatter of the repository writes it: a list of plain values stands on one line where it fits. */
function formatted(value: object): string {
  const spread = `${JSON.stringify(value, null, 2)}\n`;
  return spread.replace(/^(.*)\[\n([^[\]{}]*?)\n *\](,?)$/gm, (list, before: string, values: string, after: string) => {
    const line = `${before}[${values.trim().replace(/\n */g, ' ')}]${after}`;
    return line.length <= lineWidth ? line : list;
  });
}
