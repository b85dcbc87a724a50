import type { FileInformationReport, IncidentReports, InformationReport, ReportDutiesAnswer } from '#contracts/information-report.js';
import { api } from '../../session/api-client.js';

const part = encodeURIComponent;

/** What the console asks of intake about information reports, one function per route. */
export const readReports = (incidentId: string): Promise<IncidentReports> =>
  api.get(`/api/incidents/${part(incidentId)}/information-reports`);
export const fileReport = (incidentId: string, body: FileInformationReport): Promise<InformationReport> =>
  api.command(`/api/incidents/${part(incidentId)}/information-reports`, body);
export const readReportDuties = (): Promise<ReportDutiesAnswer> => api.get('/api/report-duties');
