import { Refused } from '#service-kit/refused.js';
import type { Decision } from './activation.rules.js';

/** Throws a decision against it; names the units where that helps. */
export function refuseStart(decision: Decision): void {
  if (decision.ok) return;
  const units = decision.unitIds?.slice(0, 20).join(', ');
  throw new Refused(decision.refusal, units ? { zh: `涉及区镇：${units}`, en: `Units: ${units}` } : undefined);
}
