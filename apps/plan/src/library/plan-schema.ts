import { z } from 'zod';
import { planDocument } from '#contracts/plan-library.js';

/** The JSON Schema of a plan file, generated from the contract; committed as `apps/plan/library/plan.schema.json`. */
export function planSchema(): string {
  const schema = z.toJSONSchema(planDocument, { target: 'draft-2020-12' });
  return `${JSON.stringify({ $id: 'plan.schema.json', title: 'Muster plan document', ...schema }, null, 2)}\n`;
}
