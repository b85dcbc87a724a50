import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import type { SessionClaims } from '#contracts/access.js';
import { id as idSchema } from '#contracts/ids.js';
import type { Incident, IncidentPage, IncidentQuery, IncidentTimeline, OpenIncident } from '#contracts/incident.js';
import { incidentQuery, openIncident } from '#contracts/incident.js';
import { Allow, Caller } from '#service-kit/session.guard.js';
import { IncidentTimelineService } from './incident-timeline.service.js';
import { IncidentService } from './incident.service.js';

/** Incidents over HTTP. */
@Controller('api/incidents')
export class IncidentController {
  constructor(
    private readonly incidents: IncidentService,
    private readonly timelines: IncidentTimelineService,
  ) {}

  @Post()
  @Allow('incident.open')
  open(@Caller() caller: SessionClaims, @Body({ schema: openIncident }) command: OpenIncident): Promise<Incident> {
    return this.incidents.openIncident(caller, command);
  }

  @Get()
  @Allow('incident.read')
  list(@Caller() caller: SessionClaims, @Query({ schema: incidentQuery }) query: IncidentQuery): Promise<IncidentPage> {
    return this.incidents.listIncidents(caller, query);
  }

  @Get(':id')
  @Allow('incident.read')
  find(@Caller() caller: SessionClaims, @Param('id', { schema: idSchema }) id: string): Promise<Incident> {
    return this.incidents.findIncident(caller, id);
  }

  @Get(':id/timeline')
  @Allow('incident.read')
  timeline(@Caller() caller: SessionClaims, @Param('id', { schema: idSchema }) id: string): Promise<IncidentTimeline> {
    return this.timelines.readTimeline(caller, id);
  }
}
