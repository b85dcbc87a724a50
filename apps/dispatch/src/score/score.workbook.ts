import type { CellObject, Row, Sheet } from 'write-excel-file/node';
import writeXlsxFile from 'write-excel-file/node';
import type { ScoreLine, ScoreQuery, ScoreRow, ScoresAnswer } from '#contracts/score.js';
import type { WhistleRules } from '#contracts/whistle-rules.js';
import type { Figure } from './call-facts.rules.js';
import { figures } from './call-facts.rules.js';
import { judgeCall, scoreRow } from './score-row.rules.js';
import type { FoundCall } from './score.queries.js';
import { verdictWords } from './verdict.words.js';
import { explanationLines, figureNames, groupNames, sideNames } from './workbook.words.js';

/** What a workbook is made of: what was asked for, the lines that answer it, and the calls behind them with what judges them. Plain data. */
export type ScoreTable = { query: ScoreQuery; answer: ScoresAnswer; calls: readonly FoundCall[]; now: Date; rules: WhistleRules };
type DetailRow = { row: ScoreRow; verdicts: Record<Figure, { counts: boolean; hit: boolean; why: string }> };

const shanghaiMs = 8 * 3_600_000;
const dateFormat = 'yyyy-mm-dd hh:mm';

/**
 * The figures as a workbook of three sheets: the lines, the calls that they were made from with 1 and 0 per figure (so that a sum in the sheet
 * gives the line again), and how each figure is computed. Numbers are numbers and dates dates, in the time of Shanghai.
 */
export async function writeWorkbook(table: ScoreTable): Promise<Buffer> {
  const sheets = [summarySheet(table), detailSheet(table), explanationSheet(table)];
  return writeXlsxFile(sheets).toBuffer();
}

/** The file's name says what was asked for; the first is for programs that know no Chinese. */
export function workbookNames({ side, by, from, until, kind, unitId, orgId }: ScoreQuery): { ascii: string; full: string } {
  const filters = [kind, unitId, orgId].filter((filter) => filter !== undefined).map((filter) => `-${filter.replaceAll(':', '_')}`);
  return {
    ascii: `muster-scores-${side}-by-${by}-${from}-${until}${filters.join('')}.xlsx`,
    full: `双考核-${sideNames[side].zh}-按${groupNames[by].zh}-${from}至${until}${filters.join('')}.xlsx`,
  };
}

function summarySheet({ answer }: ScoreTable): Sheet<never> {
  const rates = [figureNames.response, figureNames.resolution, figureNames.satisfaction].flatMap(({ zh, en }) => [
    `${zh} ${en}`,
    `${zh}·达到 hits`,
    `${zh}·计入 of`,
  ]);
  const header = [
    '名称 Name',
    'Name (en)',
    '哨数 Whistles',
    ...rates,
    ...answer.total.parts.map((part) => `${partName(part)}（${part.ofPoints}分）`),
    '得分 Score',
  ];
  const cells = (line: ScoreLine): Row => [
    line.name,
    line.nameEn,
    line.whistles,
    ...[line.response, line.resolution, line.satisfaction].flatMap(({ percent, count, of }) => [
      number(percent === null ? null : percent / 100, '0.0%'),
      count,
      of,
    ]),
    ...line.parts.map((part) => number(part.points, '0.0')),
    number(line.score, '0.0'),
  ];
  return sheet('汇总', header, [...answer.lines, answer.total].map(cells));
}

/** A call with how it counts for each figure. */
function detailOf({ facts, isFirst }: FoundCall, { query: { side }, now, rules: { scores } }: ScoreTable): DetailRow {
  return {
    row: scoreRow(side, 'whistles', facts, isFirst, now, scores.townCheckHours),
    verdicts: Object.fromEntries(
      figures.map((figure) => {
        const { counts, hit, reason } = judgeCall(side, figure, facts, isFirst, now, scores.townCheckHours);
        return [figure, { counts, hit, why: verdictWords[reason].zh }];
      }),
    ) as DetailRow['verdicts'],
  };
}

function detailSheet(table: ScoreTable): Sheet<never> {
  const { calls, rules } = table;
  const header = [
    '哨号 Number',
    '事由 Title',
    '哨型 Kind',
    '吹哨镇 Town',
    '部门 Department',
    '主协办 Role',
    '吹哨时间 Blown',
    '到场时限 Arrive by',
    '到场时间 Arrived',
    '办结时限 Close by',
    '关闭时间 Closed',
    '满意度 Satisfaction',
    '退回 Returned',
    ...figures.flatMap((figure) => {
      const { zh } = figureNames[figure];
      return [`${zh}·计入 counts`, `${zh}·达到 hit`, `${zh}·原因 why`];
    }),
  ];
  const rows = calls
    .map((call) => detailOf(call, table))
    .map(({ row, verdicts }): Row => [
      row.number,
      text(row.title),
      rules.kinds[row.kind].name,
      row.unitName,
      row.orgName,
      row.role === 'lead' ? '主办' : '协办',
      ...[row.blownAt, row.arriveDueAt, row.arrivedAt, row.closeDueAt, row.closedAt].map(date),
      row.satisfaction && { satisfied: '满意', fair: '一般', dissatisfied: '不满意' }[row.satisfaction],
      row.returned ? 1 : 0,
      ...figures.flatMap((figure) => [verdicts[figure].counts ? 1 : 0, verdicts[figure].hit ? 1 : 0, verdicts[figure].why]),
    ]);
  return sheet('明细', header, rows);
}

function explanationSheet({ query, answer }: ScoreTable): Sheet<never> {
  const rows = [
    ...explanationLines(query, answer),
    ...answer.total.parts.map((part) => ({ name: partName(part), zh: part.how, en: part.howEn })),
  ].map(({ name, zh, en }): Row => [name, wrapped(zh), wrapped(en)]);
  return { ...sheet('说明', ['项目 Item', '怎样算 How', 'How'], rows), columns: [{ width: 24 }, { width: 80 }, { width: 80 }] };
}

function sheet(name: string, header: readonly string[], rows: Row[]): Sheet<never> {
  return {
    sheet: name,
    stickyRowsCount: 1,
    columns: header.map(() => ({ width: 18 })),
    data: [header.map((title): CellObject => ({ value: title, fontWeight: 'bold', wrap: true })), ...rows],
  };
}

function partName({ part }: ScoreLine['parts'][number]): string {
  const { zh, en } =
    figureNames[({ arrived: 'response', closed: 'resolution', satisfaction: 'satisfaction', 'right-use': 'right-use' } as const)[part]];
  return `${zh} ${en}`;
}

function number(value: number | null, format: string): CellObject | null {
  return value === null ? null : { value, type: Number, format };
}

/** A workbook knows no zones: the moment is written as the clock on the wall in Shanghai shows it. */
function date(moment: string | null): CellObject | null {
  return moment === null ? null : { value: new Date(Date.parse(moment) + shanghaiMs), type: Date, format: dateFormat };
}

/** The two characters that XML cannot hold are left out. */
function text(value: string): string {
  return value.replace(/[\uFFFE\uFFFF]/g, '');
}

function wrapped(value: string): CellObject {
  return { value, wrap: true };
}
