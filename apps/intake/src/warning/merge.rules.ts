import type { Warning, WarningMessage } from '#contracts/warning.js';
import { refersToMessage } from './cap/references.rules.js';
import type { Reference } from './cap/references.rules.js';
import type { MessageFacts } from './warning-facts.rules.js';

/** A message among those of its warning, as far as merging looks at it. */
export type Merging = {
  id: string;
  sender: string;
  identifier: string;
  msgType: WarningMessage['msgType'];
  profile: Warning['profile'];
  status: Warning['status'];
  sentAt: Date;
  receivedAt: Date;
  refersTo: readonly Reference[];
  facts: MessageFacts | null;
};

/** What a warning says now: the words of the message that holds, and an area if any message named one. */
export type HeldFacts = Omit<MessageFacts, 'lifted'> & {
  messageId: string;
  profile: Warning['profile'];
  status: Warning['status'];
  sender: string;
  identifier: string;
  sentAt: string;
};

/** A warning as its messages make it. `latestId` is the newest message, which may be a Cancel without words. */
export type Merged = { held: HeldFacts; latestId: string; cancelled: boolean; unitIds: string[] };

const strength: Readonly<Record<WarningMessage['msgType'], number>> = { Cancel: 3, Update: 2, Alert: 1, Ack: 0, Error: 0 };

/**
 * Merges a warning's messages. The newest sent holds, whatever the order in which they came; of two sent in the same moment the one that
 * refers to the other, then a Cancel before an Update before an Alert. Ack and Error change nothing. A Cancel without words lets the former ones stand.
 */
export function mergeMessages(messages: readonly Merging[]): Merged {
  const speaking = messages.filter(({ msgType }) => strength[msgType] > 0).sort(newestFirst);
  const latest = speaking[0];
  if (!latest) throw new RangeError('a warning has at least one Alert, Update or Cancel');
  const holder = speaking.find(({ facts }) => facts !== null) ?? latest;
  const area = speaking.find(({ facts }) => facts?.area.said)?.facts?.area ?? nowhere;
  const { lifted, ...words } = holder.facts ?? silence(holder);
  return {
    held: {
      ...words,
      area,
      messageId: holder.id,
      profile: holder.profile,
      status: holder.status,
      sender: holder.sender,
      identifier: holder.identifier,
      sentAt: holder.sentAt.toISOString(),
    },
    latestId: latest.id,
    cancelled: latest.msgType === 'Cancel' || (latest.facts?.lifted ?? lifted),
    unitIds: [...new Set(speaking.flatMap(({ facts }) => facts?.area.units.map((unit) => unit.unitId) ?? []))].sort(),
  };
}

function newestFirst(one: Merging, other: Merging): number {
  return (
    other.sentAt.getTime() - one.sentAt.getTime() ||
    Number(supersedes(other, one)) - Number(supersedes(one, other)) ||
    strength[other.msgType] - strength[one.msgType] ||
    other.receivedAt.getTime() - one.receivedAt.getTime() ||
    (one.id < other.id ? 1 : -1)
  );
}

function supersedes(one: Merging, other: Merging): boolean {
  return one.refersTo.some((reference) => refersToMessage(reference, other));
}

const nowhere: MessageFacts['area'] = { said: false, description: '', reach: 'unplaced', units: [], position: null };

/** What is known of a Cancel that came without words and without what it cancels. */
function silence({ sender }: Merging): MessageFacts {
  return {
    issuedBy: sender,
    event: '',
    category: null,
    colour: null,
    hazard: '',
    headline: '',
    description: '',
    instruction: '',
    urgency: 'Unknown',
    certainty: 'Unknown',
    lifted: false,
    effectiveAt: null,
    onsetAt: null,
    expiresAt: null,
    area: nowhere,
  };
}
