import type { Incident } from '#contracts/incident.js';
import { firstReport } from '#contracts/incident.js';
import type { IncidentReports, InformationReport, InformationReportForm, InformationReportKind } from '#contracts/information-report.js';

/** The incident as a draft reads it. */
export type DraftedIncident = {
  occurredAt: Date;
  placeDescription: string;
  nature: string;
  sourceKind: Incident['source']['kind'];
  sourceReference: string;
  firstReport: unknown;
};

/** A report goes to superiors in Chinese, whatever language its writer reads. */
const sourceWords: Record<Incident['source']['kind'], string> = {
  phone: '电话报告',
  warning: '预警信息',
  grid: '网格上报',
  video: '视频巡查',
  superior: '上级通知',
  'drill-script': '演练脚本',
  other: '其他',
};

/** What the next report begins with: the words of the last one and whom it went to, or what the incident was opened with. */
export function draftReport(
  incident: DraftedIncident,
  last: InformationReport | null,
  possible: readonly { kind: InformationReportKind; form: InformationReportForm }[],
): IncidentReports['draft'] {
  const next = nextOf(possible);
  if (last) {
    const { occurredAt, place, source, nature, scopeAndDamage, dead, injured, missing, trend, measuresTaken, to } = last;
    return { ...next, to, occurredAt, place, source, nature, scopeAndDamage, dead, injured, missing, trend, measuresTaken };
  }
  const known = firstReport.parse(incident.firstReport);
  return {
    ...next,
    to: '',
    occurredAt: incident.occurredAt.toISOString(),
    place: incident.placeDescription,
    source: `${sourceWords[incident.sourceKind]}${incident.sourceReference && `（${incident.sourceReference}）`}`.slice(0, 300),
    nature: incident.nature,
    ...known,
  };
}

/** The final report if it can be given, else the first that is missing, else a follow-up; a first one by voice, all others in writing. */
function nextOf(possible: readonly { kind: InformationReportKind; form: InformationReportForm }[]): {
  kind: InformationReportKind;
  form: InformationReportForm;
} {
  const order = ['first', 'final', 'follow-up'] as const;
  const kind = order.find((each) => possible.some((one) => one.kind === each)) ?? 'follow-up';
  const forms = possible.filter((one) => one.kind === kind).map(({ form }) => form);
  return { kind, form: kind === 'first' && forms.includes('oral') ? 'oral' : 'written' };
}
