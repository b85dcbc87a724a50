import type { Category } from '#contracts/incident.js';
import type { WarningColour } from '#contracts/scales.js';
import type { IssueWarning } from '#contracts/warning.js';
import { hazardOf } from '../../category/category.rules.js';
import type { CapDraft, CapDraftInfo } from '../cap/cap-writer.rules.js';
import { colourParameter } from '../warning-words.rules.js';

/** The file `cap-categories.json`: the first characters of our codes → a category of CAP. */
export type CapCategories = Readonly<Record<string, string>>;

/** A unit that is warned: its names, and the nine-digit divisions that it consists of. */
export type WarnedUnit = { name: string; nameEn: string | null; divisions: readonly string[] };

/** What a message needs besides what was commanded. `wholeCity` is set if every unit of the city is warned. */
export type Issuing = {
  identifier: string;
  sender: string;
  office: string;
  now: Date;
  category: Category;
  capCategories: CapCategories;
  units: readonly WarnedUnit[];
  wholeCity: { name: string; nameEn: string | null; code: string } | null;
  references: CapDraft['references'];
};

const colourWords: Readonly<Record<WarningColour, string>> = { blue: 'Blue', yellow: 'Yellow', orange: 'Orange', red: 'Red' };

/**
 * The message that a command issues, in Chinese as people wrote it and in English as far as the platform knows the words. An exercise says so in
 * its headline and its note, whatever was written. The colour stands beside CAP's severity and neither is made from the other.
 */
export function draftMessage(command: IssueWarning, issuing: Issuing): CapDraft {
  const { category, now, office } = issuing;
  const shared = {
    category: capCategoryOf(category.code, issuing.capCategories),
    urgency: command.urgency,
    severity: command.severity,
    certainty: command.certainty,
    eventCodes: [{ valueName: 'GB/T 35561-2017', value: category.code }],
    effectiveAt: now,
    onsetAt: command.onsetAt === null ? null : new Date(command.onsetAt),
    expiresAt: new Date(command.expiresAt),
    senderName: office,
    parameters: [{ valueName: colourParameter, value: colourWords[command.colour] }],
  };
  const chinese: CapDraftInfo = {
    ...shared,
    language: 'zh-CN',
    event: hazardOf(category),
    headline: command.exercise && !command.headline.includes('演练') ? `【演练】${command.headline}` : command.headline,
    description: command.description,
    instruction: command.instruction,
    areas: areasOf(issuing, 'name'),
  };
  const english: CapDraftInfo = {
    ...shared,
    language: 'en-US',
    event: category.nameEn,
    headline: englishHeadline(command, category),
    description: '',
    instruction: '',
    areas: areasOf(issuing, 'nameEn'),
  };
  return {
    identifier: issuing.identifier,
    sender: issuing.sender,
    sentAt: now,
    status: command.exercise ? 'Exercise' : 'Actual',
    msgType: command.cancels ? 'Cancel' : command.changes ? 'Update' : 'Alert',
    note: command.exercise ? '演练，不是真实预警 / Exercise, not a real warning' : '',
    references: issuing.references,
    infos: [chinese, english],
  };
}

function englishHeadline({ colour, exercise, cancels }: IssueWarning, { nameEn }: Category): string {
  const warning = `${colourWords[colour]} warning: ${nameEn}`;
  return `${exercise ? 'EXERCISE: ' : ''}${cancels ? `Cancelled: ${warning}` : warning}`;
}

function capCategoryOf(code: string, categories: CapCategories): string {
  const fits = Object.keys(categories).filter((start) => code.startsWith(start));
  return categories[fits.sort((one, other) => other.length - one.length)[0] ?? ''] ?? 'Other';
}

/** One area for the whole city, else one per unit. */
function areasOf({ units, wholeCity }: Issuing, language: 'name' | 'nameEn'): CapDraftInfo['areas'] {
  const codes = (of: readonly string[]) => of.map((value) => ({ valueName: 'CPEAS Geographic Code', value: value.padEnd(12, '0') }));
  if (wholeCity) return [{ description: wholeCity[language] ?? wholeCity.name, geocodes: codes([wholeCity.code]) }];
  return units.map((unit) => ({ description: unit[language] ?? unit.name, geocodes: codes(unit.divisions) }));
}
