import { Injectable } from '@nestjs/common';
import { guildError } from '../../../domain/guilds';
import { type Message, otherOf } from '../../../domain/messaging';
import { assert } from '../../../shared/assert';
import type { Id } from '../../../shared/ids';
import { UserDirectory } from '../../identity';
import type { Actor } from '../../shared/actor';
import {
  type ActGrant,
  ChannelPolicy,
  type HistoryGrant,
  type MentionScope,
  type MessageAct,
  type SendGrant,
} from '../channel-policy';
import { DirectChannels } from './direct-channels';

/** There is nobody else to notify, and there are no roles. */
const NOBODY_ELSE: MentionScope = { everyone: false, mayMentionRole: () => false };

/** In a conversation of two both may do everything but change what the other one said. */
@Injectable()
export class DirectChannelPolicy extends ChannelPolicy {
  readonly kind = 'direct';

  constructor(
    private readonly channels: DirectChannels,
    private readonly users: UserDirectory,
  ) {
    super();
  }

  /** @throws AppError `unknown_channel`, `cannot_message_user` when the other account is deleted */
  async requireSend(actor: Actor, channelId: Id): Promise<SendGrant> {
    const recipientIds = await this.channels.require(actor, channelId);
    assert(actor.kind === 'account', 'only accounts take part in a conversation');
    const other = await this.users.find(otherOf({ recipientIds }, actor.userId));
    if (!other || other.isDeleted) throw guildError('cannot_message_user');
    return { kind: 'text', author: { userId: actor.userId }, byAdmin: false, mentions: NOBODY_ELSE };
  }

  async requireHistory(actor: Actor, channelId: Id): Promise<HistoryGrant> {
    await this.channels.require(actor, channelId);
    return {};
  }

  async requireDelete(actor: Actor, channelId: Id, { author }: Pick<Message, 'author'>): Promise<ActGrant> {
    await this.channels.require(actor, channelId);
    if (actor.kind !== 'account' || author?.userId !== actor.userId) throw guildError('missing_permissions');
    return {};
  }

  async requireAct(actor: Actor, channelId: Id, act: MessageAct): Promise<ActGrant> {
    await this.channels.require(actor, channelId);
    if (act === 'moderate') throw guildError('wrong_channel_type');
    return { mentions: NOBODY_ELSE };
  }
}
