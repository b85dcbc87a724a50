import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import type { SessionClaims } from '#contracts/access.js';
import type { FileGridReport, GridReport, GridReportPage, GridReportQuery, HandleGridReport } from '#contracts/grid-report.js';
import { fileGridReport, gridReportQuery, handleGridReport } from '#contracts/grid-report.js';
import { id } from '#contracts/ids.js';
import { Allow, Caller } from '#service-kit/session.guard.js';
import { GridReportService } from './grid-report.service.js';

/** Grid reports over HTTP. */
@Controller('api/grid-reports')
export class GridReportController {
  constructor(private readonly reports: GridReportService) {}

  @Post()
  @Allow('grid-report.file')
  file(@Caller() caller: SessionClaims, @Body({ schema: fileGridReport }) command: FileGridReport): Promise<GridReport> {
    return this.reports.fileReport(caller, command);
  }

  @Get()
  @Allow('grid-report.read')
  list(@Caller() caller: SessionClaims, @Query({ schema: gridReportQuery }) query: GridReportQuery): Promise<GridReportPage> {
    return this.reports.listReports(caller, query);
  }

  @Get(':id')
  @Allow('grid-report.read')
  read(@Caller() caller: SessionClaims, @Param('id', { schema: id }) reportId: string): Promise<GridReport> {
    return this.reports.readReport(caller, reportId);
  }

  @Post(':id/handle')
  @Allow('grid-report.handle')
  handle(
    @Caller() caller: SessionClaims,
    @Param('id', { schema: id }) reportId: string,
    @Body({ schema: handleGridReport }) command: HandleGridReport,
  ): Promise<GridReport> {
    return this.reports.handleReport(caller, reportId, command);
  }
}
