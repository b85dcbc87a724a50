import type { SourceDocument, WarningFlag } from '#contracts/incident.js';
import { warningFlag } from '#contracts/incident.js';
import type { CategoryTree } from '../category/category.rules.js';
import { canCategorise, hazardOf } from '../category/category.rules.js';
import type { CapMessage } from './cap.rules.js';

/** The words of `event-words.json`: category code → what feeds call it. */
export type EventWords = Readonly<Record<string, readonly string[]>>;

const colours = { 红: 'red', 橙: 'orange', 黄: 'yellow', 蓝: 'blue' } as const;

/** What an operator is offered from a message. A colour never becomes a level, and a lifted or cancelled warning is no warning. */
export function proposalsOf(
  message: CapMessage,
  tree: CategoryTree,
  words: EventWords,
): Pick<SourceDocument, 'proposedCategory' | 'proposedWarning'> {
  const proposedCategory = categoryOf(message, tree, words);
  return { proposedCategory, proposedWarning: warningOf(message, tree, proposedCategory) };
}

/** By code if the message carries one that we know, else by the longest word found in the event, else in the headline. */
function categoryOf(message: CapMessage, tree: CategoryTree, words: EventWords): string | null {
  const coded = message.codes.find((code) => canCategorise(tree, code));
  return coded ?? codeOfLongestWord(message.event, words) ?? codeOfLongestWord(message.headline, words);
}

function codeOfLongestWord(text: string, words: EventWords): string | null {
  let best: { code: string; length: number } | null = null;
  for (const [code, spellings] of Object.entries(words)) {
    for (const word of spellings) {
      if (word.length > (best?.length ?? 0) && contains(text, word)) best = { code, length: word.length };
    }
  }
  return best?.code ?? null;
}

/** Chinese runs together; a Latin word must stand alone (hail is not in shailene). */
function contains(text: string, word: string): boolean {
  if (!/^[\x20-\x7e]+$/.test(word)) return text.includes(word);
  return new RegExp(`\\b${word}s?\\b`, 'i').test(text);
}

function warningOf(message: CapMessage, tree: CategoryTree, category: string | null): WarningFlag | null {
  const colour = colourOf(message);
  if (!colour) return null;
  const known = category === null ? undefined : tree.byCode.get(category);
  const flag = warningFlag.safeParse({
    colour,
    hazard: (known ? hazardOf(known) : message.event).slice(0, 20),
    headline: message.headline,
    issuedBy: issuerOf(message),
    issuedAt: message.sent,
  });
  return flag.success ? flag.data : null;
}

/** The colour that holds now: the last one named (蓝色升级为黄色). The national profile has it as severity. */
function colourOf({ profile, severity, headline, msgType }: CapMessage): WarningFlag['colour'] | null {
  if (msgType === 'Cancel' || /解除|取消|\b(lift|cancel|clear)/i.test(headline)) return null;
  const coloured = severity.toLowerCase();
  if (profile === 'china' && isColour(coloured)) return coloured;
  const chinese = [...headline.matchAll(/([红橙黄蓝])色/g)].at(-1)?.[1] as keyof typeof colours | undefined;
  if (chinese && /预警|警报|信号/.test(headline)) return colours[chinese];
  const english = /\b(red|orange|yellow|blue)\b[\w\s-]{0,40}\b(?:warning|alert|signal)/i.exec(headline)?.[1]?.toLowerCase();
  return english && isColour(english) ? english : null;
}

function isColour(text: string): text is WarningFlag['colour'] {
  return (Object.values(colours) as string[]).includes(text);
}

/** The office, never the officer: `senderName` of Chinese feeds is the person on duty (Art. 85). */
function issuerOf({ profile, headline, sender }: CapMessage): string {
  const office = /^(.{2,40}?)(?:继续|变更|更新|升级|重新)?发布/.exec(headline)?.[1];
  return (profile === 'china' ? sender : (office ?? sender)).slice(0, 100);
}
