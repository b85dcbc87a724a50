import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import type { SessionClaims } from '#contracts/access.js';
import { id as idSchema } from '#contracts/ids.js';
import type { FileInformationReport, IncidentReports, InformationReport, ReportDutiesAnswer } from '#contracts/information-report.js';
import { fileInformationReport } from '#contracts/information-report.js';
import { Allow, Caller } from '#service-kit/session.guard.js';
import { InformationReportService } from './information-report.service.js';

/** Information reports over HTTP. There is no route that changes or deletes one (Art. 95). */
@Controller('api')
export class InformationReportController {
  constructor(private readonly reports: InformationReportService) {}

  @Post('incidents/:id/information-reports')
  @Allow('information-report.file')
  file(
    @Caller() caller: SessionClaims,
    @Param('id', { schema: idSchema }) id: string,
    @Body({ schema: fileInformationReport }) command: FileInformationReport,
  ): Promise<InformationReport> {
    return this.reports.fileReport(caller, id, command);
  }

  @Get('incidents/:id/information-reports')
  @Allow('information-report.read')
  read(@Caller() caller: SessionClaims, @Param('id', { schema: idSchema }) id: string): Promise<IncidentReports> {
    return this.reports.readReports(caller, id);
  }

  @Get('report-duties')
  @Allow('information-report.read')
  duties(@Caller() caller: SessionClaims): Promise<ReportDutiesAnswer> {
    return this.reports.listDuties(caller);
  }
}
