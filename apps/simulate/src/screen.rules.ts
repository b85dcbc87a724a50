/** Something that is told while it goes on, in both languages. */
export type Fact = readonly [zh: string, en: string, value: string];

/** Facts in one line: with the English words where there is room for them. */
export function factLine(facts: readonly Fact[], columns: number): string {
  const long = facts.map(([zh, en, value]) => `${zh} ${en} ${value}`).join('  ');
  return widthOf(long) < columns ? long : facts.map(([zh, , value]) => `${zh} ${value}`).join('  ');
}

/** A table of names and values. */
export function tableLines(rows: readonly (readonly [name: string, value: string])[]): string {
  return rows.map(([name, value]) => `  ${name}${' '.repeat(Math.max(1, 34 - widthOf(name)))}${value}`).join('\n');
}

/** Columns on a terminal: a Chinese sign takes two. */
function widthOf(text: string): number {
  return [...text].reduce((width, sign) => width + (sign.codePointAt(0)! > 0x2e80 ? 2 : 1), 0);
}
