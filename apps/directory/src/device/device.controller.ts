import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { SessionClaims } from '#contracts/access.js';
import { id as idSchema } from '#contracts/ids.js';
import type { DevicePage, DeviceQuery, IssueDeviceTokens, IssuedDeviceTokens } from '#contracts/org.js';
import { deviceQuery, issueDeviceTokens } from '#contracts/org.js';
import { Allow, Caller } from '#service-kit/session.guard.js';
import { DeviceService } from './device.service.js';

/** Devices of command points over HTTP. */
@Controller('api/devices')
export class DeviceController {
  constructor(private readonly devices: DeviceService) {}

  @Post()
  @Allow('device.issue')
  issue(@Caller() caller: SessionClaims, @Body({ schema: issueDeviceTokens }) command: IssueDeviceTokens): Promise<IssuedDeviceTokens> {
    return this.devices.issueTokens(caller, command);
  }

  @Get()
  @Allow('device.issue')
  list(@Caller() caller: SessionClaims, @Query({ schema: deviceQuery }) query: DeviceQuery): Promise<DevicePage> {
    return this.devices.listDevices(caller, query);
  }

  @Delete(':id')
  @Allow('device.issue')
  @HttpCode(204)
  revoke(@Caller() caller: SessionClaims, @Param('id', { schema: idSchema }) id: string): Promise<void> {
    return this.devices.revoke(caller, id);
  }
}
