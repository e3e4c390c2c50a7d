import { Injectable } from '@nestjs/common';
import { ResolveConversation } from '../../../application/messaging';
import type { ConversationAddress } from '../../../application/messaging';
import { OpenDirectChannel } from '../../../application/messaging/direct/open-direct-channel';
import type { AccountActor } from '../../../application/shared/actor';
import { AppError } from '../../../shared/errors';
import type { Id } from '../../../shared/ids';

/** As a body, a query or a frame names it. */
export interface Target {
  readonly receiver_id?: string | null;
  readonly group_id?: string | null;
}

/** The channels behind people and groups. */
@Injectable()
export class Targets {
  constructor(
    private readonly resolveConversation: ResolveConversation,
    private readonly openDirectChannel: OpenDirectChannel,
  ) {}

  /** A conversation with somebody is begun when there is none. @throws AppError `target_required`, `unknown_user` ... */
  async toWrite(actor: AccountActor, target: Target): Promise<Id> {
    const address = addressOf(target);
    const channelId = await this.resolveConversation.execute(actor, address);
    if (channelId !== undefined) return channelId;
    const recipientId = address.kind === 'direct' ? address.userId : address.channelId;
    return (await this.openDirectChannel.execute(actor, { recipientId, requires: 'nothing' })).id;
  }

  /** Undefined when the two have never talked. @throws AppError `target_required`, `unknown_user`, `unknown_channel` */
  async toRead(actor: AccountActor, target: Target): Promise<Id | undefined> {
    return this.resolveConversation.execute(actor, addressOf(target));
  }

  /** As {@link toRead}; with no target at all undefined as well: every conversation. */
  async narrow(actor: AccountActor, target: Target): Promise<{ readonly channelId?: Id } | 'nowhere'> {
    if (!target.receiver_id && !target.group_id) return {};
    const channelId = await this.toRead(actor, target);
    return channelId === undefined ? 'nowhere' : { channelId };
  }
}

function addressOf({ receiver_id: userId, group_id: channelId }: Target): ConversationAddress {
  const hasUser = typeof userId === 'string';
  const hasGroup = typeof channelId === 'string';
  if (hasUser && !hasGroup) return { kind: 'direct', userId };
  if (hasGroup && !hasUser) return { kind: 'group', channelId };
  throw new AppError('invalid', 'target_required', 'Either receiver_id or group_id must be provided');
}
