/**
 * Whether a plan's category code covers an incident's. The code tree is in the digits (GB/T 35561-2017 style): `10000` covers
 * everything, `11000` its class, `11B00` its group, any other code itself alone.
 */
export function coversCategory(code: string, category: string): boolean {
  if (code.endsWith('0000')) return true;
  if (code.endsWith('000')) return category.startsWith(code.slice(0, 2));
  if (code.endsWith('00')) return category.startsWith(code.slice(0, 3));
  return code === category;
}

/** The first of these codes that covers the category, or null: what the reason "this plan is for it" names. */
export function coveringCode(codes: readonly string[], category: string): string | null {
  return codes.find((code) => coversCategory(code, category)) ?? null;
}
