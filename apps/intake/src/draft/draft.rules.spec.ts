import { incidentDraft, openIncident } from '#contracts/incident.js';
import type { CategoryFile } from '../category/category.rules.js';
import { categoryTree } from '../category/category.rules.js';
import { readIntakeData } from '../intake.data.js';
import type { DrillScript } from './draft.rules.js';
import { draftFromScript } from './draft.rules.js';

const script = readIntakeData<DrillScript>('drill-bebinca-2024.json');
const typhoon = categoryTree(readIntakeData<CategoryFile>('event-codes.json')).byCode.get(script.metadata.eventCode)!;
const city = { name: '张家港市', longitude: 120.5434, latitude: 31.8656, unitIds: ['yangshe', 'leyu'] };

describe('the first incident of the typhoon drill', () => {
  const draft = draftFromScript(script, city, typhoon)!;

  it('can be opened as it stands', () => {
    expect(incidentDraft.safeParse(draft).error).toBeUndefined();
    expect(openIncident.safeParse({ ...draft.incident, requestId: '0190a5d0-0000-7000-8000-000000000001' }).error).toBeUndefined();
  });

  it('is a drill, says so in its title and headline, and only threatens', () => {
    expect(draft.incident).toMatchObject({ exercise: true, category: '11B01', hasHappened: false, eventLevel: 'undetermined' });
    expect(draft.incident.title).toBe('台风“贝碧嘉”防御演练');
    expect(draft.incident.warnings).toEqual([
      expect.objectContaining({
        colour: 'blue',
        hazard: '台风',
        headline: expect.stringContaining('演练'),
        issuedAt: '2024-09-14T18:00:00+08:00',
      }),
    ]);
  });

  it('tells what was really known when it begins, with time and source, and nothing later', () => {
    expect(draft.incident.nature).toContain('2024-09-14 11:00 江苏省启动防台风Ⅲ级响应（来源：xjnnet; national press）');
    expect(draft.incident.nature).not.toContain('普拉桑');
  });

  it('keeps every fact of the script with its true time, in order', () => {
    expect(draft.facts).toHaveLength(12);
    expect(draft.facts.every((fact) => fact.text && fact.source)).toBe(true);
    expect(draft.facts.map((fact) => fact.at)).toEqual([...draft.facts.map((fact) => fact.at)].sort());
    expect(draft.facts.find((fact) => fact.text.includes('62座闸站'))).toMatchObject({ approximate: true });
  });

  it('is not offered to whoever has no area unit', () => {
    expect(draftFromScript(script, { ...city, unitIds: [] }, typhoon)).toBeNull();
  });

  it('has no position where the directory has none', () => {
    expect(draftFromScript(script, { ...city, longitude: null }, typhoon)?.incident.place).toEqual({
      description: '张家港市全域',
      position: null,
    });
  });
});
