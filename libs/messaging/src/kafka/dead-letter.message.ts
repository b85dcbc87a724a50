import type { DeadLetterCopy } from '#contracts/dead-letter.js';
import { deadLetterSetAside } from '#contracts/dead-letter.js';
import type { ServiceName } from '#contracts/events.js';
import type { EventMessage } from './cloud-event.message.js';
import { messageOf } from './cloud-event.message.js';

/**
 * A dead letter as a CloudEvent of its own, with the mark of the drill and the click of the event inside if that had any. A foreign message
 * has neither. Of the error only the first line goes out: the rest is for those who may read the row.
 */
export function letterMessageOf(service: ServiceName, letter: DeadLetterCopy): EventMessage {
  const { exercise, correlationid } = attributesOf(letter.record);
  const [error = ''] = letter.error.split('\n');
  return messageOf({
    key: letter.eventId,
    outboxId: letter.id,
    envelope: {
      specversion: '1.0',
      id: letter.id,
      source: `/muster/${service}`,
      type: deadLetterSetAside,
      subject: letter.eventId,
      time: letter.diedAt,
      ...(typeof exercise === 'boolean' ? { exercise } : {}),
      ...(typeof correlationid === 'string' ? { correlationid } : {}),
      data: { ...letter, error: error.slice(0, 1_000) },
    },
  });
}

function attributesOf(record: unknown): { exercise?: unknown; correlationid?: unknown } {
  const envelope = (record as { envelope?: unknown } | null)?.envelope;
  return typeof envelope === 'object' && envelope !== null ? envelope : {};
}
