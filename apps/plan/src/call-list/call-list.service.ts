import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { SessionClaims } from '#contracts/access.js';
import type { CallList } from '#contracts/call-list.js';
import { Clock } from '#service-kit/clock.js';
import { ActivationService } from '../activation/activation.service.js';
import { readCallUnits } from './call-list.queries.js';

/** Whom to ring when messages do not go through. It needs nothing but this service's own rows and the directory. */
@Injectable()
export class CallListService {
  constructor(
    private readonly database: DataSource,
    private readonly activations: ActivationService,
    private readonly clock: Clock,
  ) {}

  /**
   * Every post that has tasks in this activation, with who is on duty in it now; a town gets its own unit. Missing and out of scope
   * answer alike. People are looked up and not kept (Art. 85).
   */
  async makeCallList(caller: SessionClaims, activationId: string): Promise<CallList> {
    const activation = await this.activations.findActivation(caller, activationId);
    const madeAt = this.clock.now();
    const units = await readCallUnits(this.database.manager, caller, activationId, madeAt);
    return {
      activationId,
      incidentId: activation.incidentId,
      incidentTitle: activation.incidentTitle,
      exercise: activation.exercise,
      state: activation.state,
      level: activation.level,
      startedAt: activation.startedAt,
      madeAt: madeAt.toISOString(),
      tasks: units.flatMap((unit) => unit.lines).reduce((sum, line) => sum + line.tasks, 0),
      units,
    };
  }
}
