/** One area unit on the sketch: a cell around its label point. Schematic, no survey: cells are nearest-centre areas inside a drawn outline. */
export type MapCell = {
  unitId: string;
  name: string;
  nameEn: string;
  at: readonly [number, number];
  label: readonly [number, number];
  points: string;
};

/** Width and height of the sketch in its own units. */
export const mapSize = { width: 460, height: 350 } as const;

/** The 13 area units, drawn once from the label points of the division data. */
export const mapCells: readonly MapCell[] = [
  {
    unitId: 'shuangshan-xiangshan',
    name: '双山香山',
    nameEn: 'Shuangshan',
    at: [67, 39],
    label: [134, 23],
    points: '34,55 41,34 70,22 97,28 86,44 59,56',
  },
  {
    unitId: 'bonded-area',
    name: '保税区',
    nameEn: 'Free Trade Port',
    at: [90, 91],
    label: [90, 79],
    points: '47,81 70,79 107,54 130,106 84,126',
  },
  {
    unitId: 'deji',
    name: '德积',
    nameEn: 'Deji',
    at: [146, 66],
    label: [146, 54],
    points: '107,54 108,54 140,35 177,41 194,33 151,115 130,106',
  },
  { unitId: 'daxin', name: '大新', nameEn: 'Daxin', at: [194, 91], label: [194, 79], points: '194,33 220,21 234,153 167,139 151,115' },
  {
    unitId: 'metallurgical-park',
    name: '冶金园',
    nameEn: 'Jinfeng',
    at: [260, 84],
    label: [260, 72],
    points: '220,21 221,20 270,17 313,41 289,137 277,148 234,153 234,153',
  },
  {
    unitId: 'leyu',
    name: '乐余',
    nameEn: 'Leyu',
    at: [340, 104],
    label: [340, 92],
    points: '313,41 314,41 362,69 395,101 367,137 289,137',
  },
  {
    unitId: 'jingang',
    name: '金港',
    nameEn: 'Jingang',
    at: [49, 125],
    label: [49, 113],
    points: '13,115 33,83 47,81 84,126 72,163 33,146',
  },
  {
    unitId: 'housheng',
    name: '后塍',
    nameEn: 'Housheng',
    at: [113, 146],
    label: [113, 134],
    points: '87,240 68,207 74,164 72,163 84,126 130,106 151,115 167,139',
  },
  {
    unitId: 'changyinsha',
    name: '常阴沙',
    nameEn: 'Changyinsha',
    at: [406, 154],
    label: [406, 142],
    points: '395,101 395,101 435,151 441,183 406,197 387,222 367,137',
  },
  {
    unitId: 'nanfeng',
    name: '南丰',
    nameEn: 'Nanfeng',
    at: [340, 170],
    label: [340, 158],
    points: '387,222 385,225 338,227 335,232 277,148 289,137 367,137',
  },
  {
    unitId: 'economic-development-zone',
    name: '经开区',
    nameEn: 'Yangshe',
    at: [172, 193],
    label: [172, 181],
    points: '175,271 139,263 90,246 87,240 167,139 234,153 234,153 217,236',
  },
  {
    unitId: 'high-tech-zone',
    name: '高新区',
    nameEn: 'Tangqiao',
    at: [275, 215],
    label: [275, 203],
    points: '335,232 319,260 318,269 217,236 234,153 277,148',
  },
  {
    unitId: 'fenghuang',
    name: '凤凰',
    nameEn: 'Fenghuang',
    at: [251, 288],
    label: [251, 276],
    points: '318,269 313,300 281,327 235,334 203,313 185,273 175,271 217,236',
  },
];
