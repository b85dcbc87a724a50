import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { SessionClaims } from '#contracts/access.js';
import type { TaskDelivery } from '#contracts/mailbox.js';
import { Refused } from '#service-kit/refused.js';
import { inScopeSql } from '#service-kit/scope.js';

type Found = {
  mailbox_id: string;
  seq: string;
  activation_id: string;
  org_id: string;
  post_id: string;
  unfilled: boolean;
  written_at: Date;
  pushed_at: Date | null;
  pushed_last_at: Date | null;
  pushes: number;
  delivered_at: Date | null;
  heard_at: Date | null;
  escalated_at: Date | null;
  next_call_at: Date | null;
  not_reached_at: Date | null;
};

/** The facts of one task's delivery, for whoever may see the task: its org in scope, or its mailbox among the caller's. */
@Injectable()
export class DeliveryStory {
  constructor(private readonly database: DataSource) {}

  async tell(taskId: string, caller: SessionClaims): Promise<TaskDelivery> {
    const [found] = (await this.database.query(
      `SELECT r.*, m.org_id, m.post_id FROM notification.mailbox_row r
       JOIN notification.mailbox m ON m.id = r.mailbox_id JOIN directory_read.org o ON o.id = m.org_id
       WHERE r.task_id = $1 AND r.kind = 'task' AND (${inScopeSql('o.path', '$2::text')} OR EXISTS (
         SELECT 1 FROM directory_read.mailbox_access a WHERE a.subject_id = $3 AND a.org_id = m.org_id AND a.post_id = m.post_id))`,
      [taskId, caller.orgPath, caller.sub],
    )) as Found[];
    if (!found) throw new Refused('not-found');
    const calls = (await this.database.query(
      `SELECT written_at, delivered_at, heard_at FROM notification.mailbox_row
       WHERE mailbox_id = $1 AND activation_id = $2 AND kind = 'call' AND said->'taskIds' ? $3 ORDER BY seq`,
      [found.mailbox_id, found.activation_id, taskId],
    )) as Pick<Found, 'written_at' | 'delivered_at' | 'heard_at'>[];
    return {
      taskId,
      activationId: found.activation_id,
      mailboxId: Number(found.mailbox_id),
      seq: Number(found.seq),
      orgId: found.org_id,
      postId: found.post_id,
      unfilled: found.unfilled,
      writtenAt: found.written_at.toISOString(),
      pushedAt: momentOf(found.pushed_at),
      pushedLastAt: momentOf(found.pushed_last_at),
      pushes: found.pushes,
      deliveredAt: momentOf(found.delivered_at),
      heardAt: momentOf(found.heard_at),
      escalatedAt: momentOf(found.escalated_at),
      calls: calls.map((call, index) => ({
        call: index + 2,
        at: call.written_at.toISOString(),
        deliveredAt: momentOf(call.delivered_at),
        heardAt: momentOf(call.heard_at),
      })),
      nextCallAt: momentOf(found.next_call_at),
      notReachedAt: momentOf(found.not_reached_at),
    };
  }
}

function momentOf(date: Date | null): string | null {
  return date?.toISOString() ?? null;
}
