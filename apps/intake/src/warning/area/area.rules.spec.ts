import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CapArea, Position } from '../cap/cap-area.rules.js';
import { readAreaData } from './area-data.js';
import { placeAreas } from './area.rules.js';
import type { PlacedOrg } from './gazetteer.rules.js';
import { gazetteer } from './gazetteer.rules.js';
import { nearnessOfCircle, nearnessOfPolygon } from './geometry.rules.js';

type Unit = { id: string; name: string; nameEn: string; shortName: string; nbsCodes: string[]; centre: { lonLat: [number, number] } };
type Street = { villages: { code: string; name: string }[] };
const directory = <Content>(file: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../../../../directory/data', file), 'utf8')) as Content;
const { units } = directory<{ units: Unit[] }>('area-units.json');
const { streets } = directory<{ streets: Street[] }>('zjg-divisions.json');

/** The model city as the directory has it: 13 units with centres, and their villages. */
const orgs: PlacedOrg[] = [
  {
    id: '320582',
    kind: 'city',
    name: '张家港市',
    nameEn: 'Zhangjiagang City',
    shortName: null,
    unitId: null,
    longitude: null,
    latitude: null,
  },
  ...units.map(({ id, name, nameEn, shortName, centre }) => ({
    id,
    kind: 'area-unit',
    name,
    nameEn,
    shortName,
    unitId: id,
    longitude: centre.lonLat[0],
    latitude: centre.lonLat[1],
  })),
  ...units.flatMap(({ id, nbsCodes }) =>
    streets
      .flatMap((street) => street.villages)
      .filter(({ code }) => nbsCodes.includes(code.slice(0, 9)))
      .map(({ code, name }) => ({
        id: code,
        kind: 'village',
        name,
        nameEn: null,
        shortName: null,
        unitId: id,
        longitude: null,
        latitude: null,
      })),
  ),
];
const known = gazetteer(orgs, readAreaData())!;
const all = units.map(({ id }) => id);

const area = (said: Partial<CapArea>): CapArea => ({ description: '某地', polygons: [], circles: [], geocodes: [], ...said });
const coded = (value: string, scheme = 'CPEAS Geographic Code') => area({ geocodes: [{ scheme, value }] });
const placed = (...areas: CapArea[]) => {
  const { reach, units: touched } = placeAreas(areas, known);
  return { reach, ids: touched.map(({ unitId }) => unitId).sort(), touched };
};
const box = (west: number, south: number, east: number, north: number): Position[] => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
  [west, south],
];

it('there is nothing to place by while there is no city', () => {
  expect(gazetteer([], readAreaData())).toBeNull();
});

describe('by code', () => {
  it.each<[string, CapArea, string, string[]]>([
    ['the country', coded('000000000000'), 'ours', all],
    ['our province', coded('320000000000'), 'ours', all],
    ['our prefecture', coded('320500000000'), 'ours', all],
    ['our city', coded('320582000000'), 'ours', all],
    ['our city in six digits', coded('320582'), 'ours', all],
    ['our city in the national profile', coded('320582000000', ''), 'ours', all],
    ['our city by a scheme that nobody knows', coded('320582000000', 'region'), 'ours', all],
    ['a division', coded('320582104000'), 'ours', ['leyu']],
    ['a division in nine digits', coded('320582104'), 'ours', ['leyu']],
    ['a division of a unit without villages', coded('320582403000'), 'ours', ['bonded-area']],
    ['one of two divisions of a unit', coded('320582401000'), 'ours', ['economic-development-zone']],
    ['a village', coded('320582104201'), 'ours', ['leyu']],
    ['a division of ours that nobody knows', coded('320582999000'), 'unplaced', []],
    ['the next county', coded('320581000000'), 'not-ours', []],
    ['another prefecture', coded('320600000000'), 'not-ours', []],
    ['another province', coded('410000000000', ''), 'not-ours', []],
    ['another county of our prefecture', coded('320509000000'), 'not-ours', []],
    ['a county of the United States', coded('006109', 'SAME'), 'not-ours', []],
    ['six digits of an unknown scheme, which may be anything', coded('320582', 'region'), 'unplaced', []],
    ['twelve digits that no province has', coded('990000000000', 'region'), 'unplaced', []],
    ['words', coded('here', 'CPEAS Geographic Code'), 'unplaced', []],
  ])('%s', (_, said, reach, ids) => {
    expect(placed(said)).toMatchObject({ reach, ids: [...ids].sort() });
  });

  it('says which code of which scheme', () => {
    expect(placed(coded('320582104000')).touched).toEqual([
      { unitId: 'leyu', name: '乐余镇', by: 'geocode', facts: { code: '320582104000', scheme: 'CPEAS Geographic Code' } },
    ]);
  });

  it('counts before a shape: a neighbour whose shape comes near is not ours', () => {
    const near = box(120.75, 31.9, 120.9, 32);
    expect(placed({ ...coded('320581000000'), polygons: [near] }).reach).toBe('not-ours');
    expect(placed(area({ geocodes: [{ scheme: 'SAME', value: '006109' }], polygons: [near] })).reach).toBe('ours');
  });
});

describe('by shape', () => {
  const leyu: Position = [120.7514, 31.9359];
  it.each<[string, Partial<CapArea>, string, string[]]>([
    ['a box around the city', { polygons: [box(120.3, 31.7, 120.9, 32.1)] }, 'ours', all],
    ['a box around the centre of 乐余 alone', { polygons: [box(120.745, 31.93, 120.757, 31.942)] }, 'ours', ['leyu']],
    ['a box elsewhere in China', { polygons: [box(113, 34, 114, 35)] }, 'not-ours', []],
    ['two boxes, one of them here', { polygons: [box(113, 34, 114, 35), box(120.745, 31.93, 120.757, 31.942)] }, 'ours', ['leyu']],
    ['a line that shrank to a point', { polygons: [[leyu, leyu, leyu, leyu]] }, 'ours', ['leyu']],
    [
      'a bow tie over the city',
      {
        polygons: [
          [
            [120.3, 31.7],
            [120.9, 32.1],
            [120.9, 31.7],
            [120.3, 32.1],
            [120.3, 31.7],
          ],
        ],
      },
      'ours',
      ['leyu'],
    ],
    ['a box over the antimeridian at our latitude', { polygons: [box(179, 31, -179, 33)] }, 'not-ours', []],
    ['the same, drawn the other way', { polygons: [box(-179, 33, 179, 31)] }, 'not-ours', []],
    [
      'a polygon round the pole',
      {
        polygons: [
          [
            [-180, 80],
            [-90, 80],
            [0, 80],
            [90, 80],
            [180, 80],
            [-180, 80],
          ],
        ],
      },
      'not-ours',
      [],
    ],
    ['the Pacific from here to America', { polygons: [box(120, 20, -120, 50)] }, 'ours', all],
    ['a circle around the city', { circles: [{ centre: [120.5434, 31.8656], radiusKilometres: 60 }] }, 'ours', all],
    ['an epicentre in 乐余', { circles: [{ centre: leyu, radiusKilometres: 0 }] }, 'ours', ['leyu']],
    ['an epicentre in Tonga', { circles: [{ centre: [-173.274, -16.053], radiusKilometres: 0 }] }, 'not-ours', []],
    ['a circle as large as the earth', { circles: [{ centre: [-59.5, -31.9], radiusKilometres: 21_000 }] }, 'ours', all],
  ])('%s', (_, said, reach, ids) => {
    const found = placed(area(said));
    expect(found.reach).toBe(reach);
    // A shape may come near to more units than it was drawn for.
    expect(found.ids).toEqual(expect.arrayContaining(ids));
    if (ids.length !== 1) expect(found.ids).toEqual([...ids].sort());
  });

  it('a unit whose centre lies outside is touched if the shape comes near, and the reason says how near', () => {
    const east = placed(area({ polygons: [box(120.79, 31.9, 121, 32)] }));
    expect(east.touched.find(({ unitId }) => unitId === 'leyu')).toEqual({
      unitId: 'leyu',
      name: '乐余镇',
      by: 'polygon',
      facts: { centre: 'near', kilometres: '3.6' },
    });
    expect(placed(area({ polygons: [box(120.81, 31.92, 121, 32)] })).ids).not.toContain('leyu');
    expect(
      placed(area({ circles: [{ centre: [120.9, 31.9359], radiusKilometres: 10 }] })).touched.find(({ unitId }) => unitId === 'leyu'),
    ).toMatchObject({
      by: 'circle',
      facts: { centre: 'near', kilometres: '4.0' },
    });
  });

  it('nobody can say where a shape lies while no unit has a place', () => {
    const placeless = gazetteer(
      orgs.map((org) => ({ ...org, longitude: null, latitude: null })),
      readAreaData(),
    )!;
    expect(placeAreas([area({ polygons: [box(113, 34, 114, 35)] })], placeless).reach).toBe('unplaced');
  });
});

describe('measuring', () => {
  const origin: Position = [120, 31];
  it.each<[string, Position[], Position, number | 'inside']>([
    ['one degree north of a box', box(119.5, 31.5, 120.5, 32), [120, 30.5], 111.2],
    ['inside', box(119.5, 30.5, 120.5, 31.5), origin, 'inside'],
    ['on a corner', box(120, 31, 121, 32), origin, 'inside'],
    ['inside, over the antimeridian, from the west', box(179, 30, -179, 32), [179.5, 31], 'inside'],
    ['inside, over the antimeridian, from the east', box(179, 30, -179, 32), [-179.5, 31], 'inside'],
    ['beside, over the antimeridian', box(179, 30, -179, 32), [-178, 31], 95.3],
  ])('a polygon: %s', (_, ring, point, expected) => {
    const nearness = nearnessOfPolygon(ring, point, 200);
    expect(nearness.inside).toBe(expected === 'inside');
    if (!nearness.inside) expect(nearness.kilometres).toBeCloseTo(expected as number, 0);
  });

  it('a circle', () => {
    expect(nearnessOfCircle({ centre: [120, 32], radiusKilometres: 112 }, origin)).toEqual({ inside: true });
    const off = nearnessOfCircle({ centre: [120, 32], radiusKilometres: 100 }, origin);
    expect(!off.inside && off.kilometres).toBeCloseTo(11.2, 0);
  });
});

describe('by name', () => {
  it.each<[string, string, string[]]>([
    ['张家港市', 'ours', all],
    ['张家港市全域', 'ours', all],
    ['张家港', 'ours', all],
    ['Zhangjiagang', 'ours', all],
    ['苏州市', 'ours', all],
    ['江苏省大部分地区', 'ours', all],
    ['乐余镇', 'ours', ['leyu']],
    ['江苏省苏州市张家港市乐余镇', 'ours', ['leyu']],
    ['张家港市乐余镇、南丰镇', 'ours', ['leyu', 'nanfeng']],
    ['张家港市乐余镇和南丰镇', 'ours', ['leyu', 'nanfeng']],
    ['杨舍镇', 'ours', ['economic-development-zone']],
    ['苏州市吴中区', 'unplaced', []],
    ['上海外高桥保税区', 'unplaced', []],
    ['常熟市', 'unplaced', []],
    ['张家港湾以外海域', 'unplaced', []],
    ['U.S. nationwide', 'unplaced', []],
    ['', 'unplaced', []],
  ])('%s is %s', (description, reach, ids) => {
    expect(placed(area({ description }))).toMatchObject({ reach, ids: [...ids].sort() });
  });

  it('finds a village, and says by which word', () => {
    const village = orgs.find((org) => org.kind === 'village' && org.unitId === 'leyu')!;
    expect(placed(area({ description: `张家港市乐余镇${village.name}` })).touched).toEqual([
      { unitId: 'leyu', name: '乐余镇', by: 'area-name', facts: { word: expect.any(String) as string } },
    ]);
  });
});

describe('several areas', () => {
  it('one of ours makes it ours', () => {
    expect(placed(coded('320581000000'), coded('320582104000'))).toMatchObject({ reach: 'ours', ids: ['leyu'] });
  });

  it('one that cannot be read leaves it to people; all elsewhere is not ours; none is unplaced', () => {
    expect(placed(coded('320581000000'), area({})).reach).toBe('unplaced');
    expect(placed(coded('320581000000'), coded('410000000000')).reach).toBe('not-ours');
    expect(placed().reach).toBe('unplaced');
  });
});
