import type { WarningColour } from '#contracts/scales.js';
import { warningColours } from '#contracts/scales.js';
import type { CategoryTree } from '../category/category.rules.js';
import { canCategorise, hazardOf } from '../category/category.rules.js';
import type { CapInfo, CapMessage } from './cap/cap.rules.js';

/** The words of `event-words.json`: category code → what feeds call it. */
export type EventWords = Readonly<Record<string, readonly string[]>>;

/** Which category a message is about and how that is known: by a code that it carries, or by a word of its event or headline. */
export type FoundCategory = { code: string; by: 'code' | 'word'; word: string };

/** Senders of messages written by this platform; their `senderName` is the office. */
const ownSender = /^muster\./;

/** The sender of messages that an org of this path issues: muster.320582.leyu. */
export function senderOfPath(path: string): string {
  return `muster.${path.replaceAll('/', '.')}`;
}

/** The path of the org that issued a message of this sender. */
export function pathOfSender(sender: string): string {
  return sender.replace(ownSender, '').replaceAll('.', '/');
}

/** The parameter in which a message written here says its colour. */
export const colourParameter = 'WarningColour';

const chineseColours: Readonly<Record<string, WarningColour>> = { 红: 'red', 橙: 'orange', 黄: 'yellow', 蓝: 'blue' };

/** By code if the message carries one that we know, else by the longest word found in the event, else in the headline. */
export function categoryOf(info: CapInfo, tree: CategoryTree, words: EventWords): FoundCategory | null {
  const code = info.codes.find((each) => canCategorise(tree, each));
  if (code !== undefined) return { code, by: 'code', word: '' };
  return longestWord(info.event, words) ?? longestWord(info.headline, words);
}

function longestWord(text: string, words: EventWords): FoundCategory | null {
  let best: FoundCategory | null = null;
  for (const [code, spellings] of Object.entries(words)) {
    for (const word of spellings) {
      if (word.length > (best?.word.length ?? 0) && contains(text, word)) best = { code, by: 'word', word };
    }
  }
  return best;
}

/** Chinese runs together; a Latin word must stand alone (hail is not in shailene). */
function contains(text: string, word: string): boolean {
  if (!/^[\x20-\x7e]+$/.test(word)) return text.includes(word);
  return new RegExp(`\\b${word}s?\\b`, 'i').test(text);
}

/** Whether a message takes its warning back: a Cancel, or a headline whose last verb says so (解除, lifts …). */
export function isLifted(msgType: CapMessage['msgType'], headline: string): boolean {
  if (msgType === 'Cancel') return true;
  const verb = [...headline.matchAll(/解除|取消|发布|升级|降级|变更|更新|继续|确认/g)].at(-1)?.[0];
  if (verb) return verb === '解除' || verb === '取消';
  return /\b(?:lift|cancel)(?:s|ed|led|ing|ling)?\s+(?:(?!after|amid|as|because|due|for|in|under)[\w-]+\s+){0,5}(?:warning|alert|signal)/i.test(
    headline,
  );
}

/** The colour that holds now: the last one named (蓝色升级为黄色); the national profile has it as severity. A lifted warning has none. */
export function colourOf({ profile, msgType }: Pick<CapMessage, 'profile' | 'msgType'>, info: CapInfo): WarningColour | null {
  if (isLifted(msgType, info.headline)) return null;
  const coded = (profile === 'china' ? info.severity : (info.parameters[colourParameter] ?? '')).toLowerCase();
  if (isColour(coded)) return coded;
  const chinese = [...info.headline.matchAll(/([红橙黄蓝])色/g)].at(-1)?.[1];
  if (chinese && /预警|警报|信号/.test(info.headline)) return chineseColours[chinese] ?? null;
  const english = /\b(red|orange|yellow|blue)\b[\w\s-]{0,40}\b(?:warning|alert|signal)/i.exec(info.headline)?.[1]?.toLowerCase();
  return english && isColour(english) ? english : null;
}

function isColour(text: string): text is WarningColour {
  return (warningColours as readonly string[]).includes(text);
}

/** What the hazard is called: by its category, else as the message calls it. */
export function hazardWord(info: CapInfo, tree: CategoryTree, category: string | null): string {
  const known = category === null ? undefined : tree.byCode.get(category);
  return (known ? hazardOf(known) : info.event).slice(0, 20);
}

/** What the event is called: the national profile has only its code. */
export function eventWord(info: CapInfo, tree: CategoryTree): string {
  return tree.byCode.get(info.event)?.name ?? info.event;
}

/** The office, never the officer: `senderName` of Chinese feeds is the person on duty (Art. 85). */
export function issuerOf({ profile, sender }: Pick<CapMessage, 'profile' | 'sender'>, info: CapInfo): string {
  if (ownSender.test(sender) && info.senderName !== '') return info.senderName;
  const office = /^(.{2,40}?)(?:继续|变更|更新|升级|重新|解除|取消)?(?:发布|解除|取消)/.exec(info.headline)?.[1];
  return (profile === 'china' ? sender : (office ?? sender)).slice(0, 100);
}
