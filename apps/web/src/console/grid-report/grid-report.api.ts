import type { GridReport, GridReportPage } from '#contracts/grid-report.js';
import { api } from '../../session/api-client.js';

const part = encodeURIComponent;

/** Grid reports of the reader's scope, newest first; and handling one by the town's own people. */
export const readGridReports = (filter: { state?: string; cursor?: string }): Promise<GridReportPage> =>
  api.get(`/api/grid-reports?${new URLSearchParams(Object.entries(filter).filter(([, value]) => value)).toString()}`);
export const handleGridReport = (id: string, body: { requestId: string; words: string }): Promise<GridReport> =>
  api.command(`/api/grid-reports/${part(id)}/handle`, body);
