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
import { Blocks } from '../contacts/blocks';
import { DirectChannels } from './direct-channels';

/** There is nobody else to notify, and there are no roles. */
const NOBODY_ELSE: MentionScope = { everyone: false, mayMentionRole: () => false };

/**
 * In a conversation of two both may do everything but change what the other one said. When either has blocked the other,
 * nothing new comes from either side, be it a message, an edit, a reaction, a pin or typing: what was said stays readable,
 * and everybody may still take back their own. Whoever blocks must lift the block to write again.
 */
@Injectable()
export class DirectChannelPolicy extends ChannelPolicy {
  readonly kind = 'direct';

  constructor(
    private readonly channels: DirectChannels,
    private readonly users: UserDirectory,
    private readonly blocks: Blocks,
  ) {
    super();
  }

  /**
   * @throws AppError `unknown_channel`, `cannot_message_user` when the other account is deleted, `blocked_by_user` or
   * `user_blocked`
   */
  async requireSend(actor: Actor, channelId: Id): Promise<SendGrant> {
    const recipientIds = await this.channels.require(actor, channelId);
    assert(actor.kind === 'account', 'only accounts take part in a conversation');
    const otherId = otherOf({ recipientIds }, actor.userId);
    const other = await this.users.find(otherId);
    if (!other || other.isDeleted) throw guildError('cannot_message_user');
    await this.blocks.requireNone(actor.userId, otherId);
    return { kind: 'text', author: { userId: actor.userId }, byAdmin: false, mentions: NOBODY_ELSE };
  }

  override async readersAmong(channelId: Id, userIds: readonly Id[]): Promise<readonly Id[]> {
    const recipientIds = await this.channels.recipientsOf(channelId);
    return userIds.filter((userId) => recipientIds?.includes(userId));
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
    const recipientIds = await this.channels.require(actor, channelId);
    if (act === 'moderate') throw guildError('wrong_channel_type');
    if (act !== 'view' && actor.kind === 'account') {
      await this.blocks.requireNone(actor.userId, otherOf({ recipientIds }, actor.userId));
    }
    return { mentions: NOBODY_ELSE };
  }
}
