import { Injectable } from '@nestjs/common';
import { guildError } from '../../domain/guilds';
import { compareIds, firstIdAt, type Id } from '../../shared/ids';
import type { Actor } from '../shared/actor';
import { Clock } from '../shared/clock';
import { ChannelPolicies } from './channel-policy';
import { MessageRemoval } from './message-removal';

export const BULK_DELETE_MIN = 2;
export const BULK_DELETE_MAX = 100;
/** Older messages are deleted one by one: 14 days. */
export const BULK_DELETE_AGE_MAX_MS = 14 * 24 * 60 * 60 * 1_000;

export interface BulkDeleteMessagesInput {
  readonly channelId: Id;
  readonly messageIds: readonly Id[];
  readonly reason?: string;
}

/** Messages that a moderator deletes at once; those that are unknown are passed over. */
@Injectable()
export class BulkDeleteMessages {
  constructor(
    private readonly policies: ChannelPolicies,
    private readonly removal: MessageRemoval,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `bulk_delete_count`, `bulk_delete_age`, or what the channel's policy refuses with */
  async execute(actor: Actor, { channelId, messageIds, reason }: BulkDeleteMessagesInput): Promise<void> {
    const policy = await this.policies.of(channelId);
    const grant = await policy.requireAct(actor, channelId, 'moderate');
    const ids = [...new Set(messageIds)];
    if (ids.length < BULK_DELETE_MIN || ids.length > BULK_DELETE_MAX) throw guildError('bulk_delete_count');
    const oldest = firstIdAt(this.clock.nowMs() - BULK_DELETE_AGE_MAX_MS);
    if (ids.some((id) => compareIds(id, oldest) < 0)) throw guildError('bulk_delete_age');
    await this.removal.many(channelId, ids, (count) =>
      policy.logAct(actor, grant, { act: 'bulk_delete', channelId, count, reason }),
    );
  }
}
