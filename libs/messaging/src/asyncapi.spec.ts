import { readFileSync } from 'node:fs';
import { Parser } from '@asyncapi/parser';
import { Ajv } from 'ajv';
import { events } from '#contracts/events.js';
import { asyncApiOf } from './asyncapi.document.js';
import { messageOf } from './kafka/cloud-event.message.js';

const committed = readFileSync(`${import.meta.dirname}/../../../docs/asyncapi.json`, 'utf8');

describe('the AsyncAPI document', () => {
  it('is valid, and names every topic and event of the contracts', async () => {
    const { document, diagnostics } = await new Parser().parse(committed);
    expect(diagnostics.filter(({ severity }) => severity === 0)).toEqual([]);
    expect(document?.version()).toBe('3.0.0');
    const named = document
      ?.allMessages()
      .all()
      .map((message) => message.name());
    expect(named?.toSorted()).toEqual([...Object.keys(events), 'dead-letter.set-aside.v1'].sort());
    const addresses = document
      ?.channels()
      .all()
      .map((channel) => channel.address());
    expect(addresses?.toSorted()).toEqual(['muster.activation', 'muster.dead-letter', 'muster.incident', 'muster.task', 'muster.whistle']);
  });

  it('describes the messages as they are sent', () => {
    const key = 'a:leyu';
    const id = '0193a5c0-0000-7000-8000-000000000001';
    const data = { activationId: id, unitId: 'leyu', trigger: 'scene-reported', reportedAt: '2024-09-15T08:00:00+08:00' };
    const attributes = {
      specversion: '1.0',
      id,
      source: '/muster/plan',
      type: 'activation.reported.v1',
      subject: key,
      time: data.reportedAt,
    } as const;
    const extensions = { exercise: false, correlationid: 'a click', sequence: '1', partindex: 1, parttotal: 3 };
    const { headers, value } = messageOf({ key, outboxId: '7', envelope: { ...attributes, ...extensions, data } });
    const ajv = new Ajv({ strict: false, formats: { uuid: true, 'date-time': true } });
    ajv.addSchema({ $id: 'muster', ...asyncApiOf() });
    const message = 'muster#/components/messages/activation.reported.v1';
    const fits = (where: string, what: unknown) => ajv.validate({ $ref: `${message}/${where}` }, what);
    expect(fits('headers', headers)).toBe(true);
    expect(fits('payload', JSON.parse(value.toString()))).toBe(true);
    expect(fits('headers', { ...headers, ce_exercise: 'perhaps' })).toBe(false);
    expect(fits('headers', { ...headers, ce_type: 'task.done.v1' })).toBe(false);
    expect(fits('payload', { ...data, unitId: 5 })).toBe(false);
    expect(fits('payload', { ...data, later: 'a new optional field' })).toBe(true);
  });
});
