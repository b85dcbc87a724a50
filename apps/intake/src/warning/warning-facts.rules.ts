import type { WarningColour } from '#contracts/scales.js';
import type { UnitReach, WarningReach } from '#contracts/warning.js';
import type { CategoryTree } from '../category/category.rules.js';
import { placeAreas } from './area/area.rules.js';
import type { Gazetteer } from './area/gazetteer.rules.js';
import type { CapMessage } from './cap/cap.rules.js';
import { line } from './cap/cap.rules.js';
import type { Position } from './cap/cap-area.rules.js';
import type { EventWords, FoundCategory } from './warning-words.rules.js';
import { categoryOf, colourOf, eventWord, hazardWord, isLifted, issuerOf } from './warning-words.rules.js';

/** What a message says about what, where and when, as it was understood on the day. Moments are ISO 8601 as they came. */
export type MessageFacts = {
  issuedBy: string;
  event: string;
  category: FoundCategory | null;
  colour: WarningColour | null;
  hazard: string;
  headline: string;
  description: string;
  instruction: string;
  urgency: string;
  certainty: string;
  lifted: boolean;
  effectiveAt: string | null;
  onsetAt: string | null;
  expiresAt: string | null;
  area: AreaFacts;
};

/** Where it is about. `position` is the centre of the only circle: an epicentre, for example. */
export type AreaFacts = { said: boolean; description: string; reach: WarningReach; units: UnitReach[]; position: Position | null };

/** What must be known to understand a message. */
export type Understanding = { tree: CategoryTree; words: EventWords; gazetteer: Gazetteer };

/** Understands a message: which hazard, which colour, which of our units. Null if it has no `info`. */
export function factsOf(message: CapMessage, { tree, words, gazetteer }: Understanding): MessageFacts | null {
  const { info, msgType } = message;
  if (!info) return null;
  const category = categoryOf(info, tree, words);
  const circles = info.areas.flatMap((area) => area.circles);
  return {
    issuedBy: issuerOf(message, info),
    event: eventWord(info, tree),
    category,
    colour: colourOf(message, info),
    hazard: hazardWord(info, tree, category?.code ?? null),
    headline: info.headline,
    description: info.description,
    instruction: info.instruction,
    urgency: info.urgency,
    certainty: info.certainty,
    lifted: isLifted(msgType, info.headline),
    effectiveAt: info.effectiveAt,
    onsetAt: info.onsetAt,
    expiresAt: info.expiresAt,
    area: {
      said: info.areas.length > 0,
      description: line([...new Set(info.areas.map((area) => area.description))].join('；'), 2000),
      ...placeAreas(info.areas, gazetteer),
      position: circles.length === 1 ? circles[0]!.centre : null,
    },
  };
}
