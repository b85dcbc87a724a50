/** The part of JSON Schema that the OpenAPI document uses for inputs. */
export type InputSchema = {
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: InputSchema[];
  oneOf?: InputSchema[];
  items?: InputSchema;
  prefixItems?: InputSchema[];
  properties?: Record<string, InputSchema>;
  required?: string[];
  format?: string;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  minLength?: number;
  default?: unknown;
};

/** A random source in [0, 1) from a seed (mulberry32), so that a failure can be repeated. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** What clients have been known to send. */
const junk: readonly unknown[] = [
  null,
  '',
  ' ',
  'x'.repeat(5_000),
  '\u0000',
  '\ud800',
  '💥贝碧嘉',
  "'; DROP TABLE plan.activation; --",
  '../../etc/passwd',
  -1,
  0,
  1e308,
  9_007_199_254_740_993,
  true,
  [],
  {},
  [[[[]]]],
  { $ref: '#' },
  '2024-02-30T25:61:00Z',
  '00000000-0000-0000-0000-000000000000',
];

/** A value that fits the schema as far as a generator without a pattern engine can tell. */
export function sampleOf(schema: InputSchema, random: () => number): unknown {
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return pick(schema.enum);
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives) return sampleOf(pick(alternatives), random);
  const type = Array.isArray(schema.type) ? pick(schema.type) : schema.type;
  if (type === 'object' || schema.properties) {
    const entries = Object.entries(schema.properties ?? {}).filter(([name]) => schema.required?.includes(name) || random() < 0.7);
    return Object.fromEntries(entries.map(([name, each]) => [name, sampleOf(each, random)]));
  }
  if (schema.prefixItems) return schema.prefixItems.map((each) => sampleOf(each, random));
  if (type === 'array')
    return Array.from({ length: Math.max(schema.minItems ?? 0, Math.floor(random() * 3)) }, () => sampleOf(schema.items ?? {}, random));
  if (type === 'integer') return Math.floor((schema.minimum ?? 0) + random() * 20);
  if (type === 'number') return (schema.minimum ?? 0) + random() * 20;
  if (type === 'boolean') return random() < 0.5;
  if (type === 'null') return null;
  return textOf(schema, pick);
}

function textOf(schema: InputSchema, pick: <Item>(items: readonly Item[]) => Item): string {
  if (schema.format === 'uuid') return pick(['0190f4f0-0000-7000-8000-000000000001', '0190f4f0-0000-7000-8000-0000000000ff']);
  if (schema.format === 'date-time')
    return pick(['2024-09-15T06:15:00+08:00', '2024-09-16T00:00:00Z', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z']);
  if (/\[0-9A-Z\]/.test(schema.pattern ?? '')) return pick(['11B01', '12345', '1ZZZZ', '14A00']);
  if (/\[OPXY\]/.test(schema.pattern ?? '')) return pick(['P01', 'O99', 'P01-01']);
  if (/a-z/.test(schema.pattern ?? '')) return pick(['leyu', '320582', 'no-such-thing', 'village-secretary', 'hazard-reported', 'x']);
  if (/\\d/.test(schema.pattern ?? '')) return pick(['', '1:0', '999999999999999:1']);
  return pick(['台风', 'a', 'reason '.repeat(8)]).padEnd(schema.minLength ?? 0, 'x');
}

/** The same value with one place replaced by junk, left out, or joined by something unknown. */
export function spoil(value: unknown, random: () => number): unknown {
  const isList = Array.isArray(value);
  if (typeof value !== 'object' || value === null || random() < 0.15) return junk[Math.floor(random() * junk.length)];
  const entries = Object.entries(value);
  if (entries.length === 0) return { unknown: true };
  const at = Math.floor(random() * entries.length);
  const [name, inner] = entries[at]!;
  const changed = random() < 0.1 ? undefined : spoil(inner, random);
  if (isList) return value.map((each: unknown, index) => (index === at ? changed : each));
  return { ...value, [name]: changed };
}
