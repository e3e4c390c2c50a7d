import { Injectable } from '@nestjs/common';
import { ChannelPolicies, ResolveConversation, unknownMessage } from '../../../application/messaging';
import { DirectChannels } from '../../../application/messaging/direct/direct-channels';
import { OpenDirectChannel } from '../../../application/messaging/direct/open-direct-channel';
import type { AccountActor } from '../../../application/shared/actor';
import type { Message } from '../../../domain/messaging';
import { roomNotFound } from '../../../domain/rooms';
import { isAppError } from '../../../shared/errors';
import type { Id } from '../../../shared/ids';
import { addressOf, type ChatType } from './chat-type';

/** Where a message stands, as this dialect names it. */
export type ChatPlace =
  | { readonly kind: 'direct'; readonly channelId: Id; readonly recipientIds: readonly Id[] }
  | { readonly kind: 'group' | 'room'; readonly channelId: Id };

/** The channels behind `chat_type` and `chat_id`, and the other way round. */
@Injectable()
export class ChatTargets {
  constructor(
    private readonly resolveConversation: ResolveConversation,
    private readonly openDirectChannel: OpenDirectChannel,
    private readonly policies: ChannelPolicies,
    private readonly direct: DirectChannels,
  ) {}

  /** Undefined when the two have never talked. @throws AppError `unknown_user`, `unknown_channel`, a room's `not_found` */
  async toRead(actor: AccountActor, chatType: ChatType, chatId: Id): Promise<Id | undefined> {
    try {
      return await this.resolveConversation.execute(actor, addressOf(chatType, chatId));
    } catch (error) {
      throw chatType === 'room' && isAppError(error) && error.kind === 'not_found' ? roomNotFound(chatId) : error;
    }
  }

  /** A conversation with somebody is begun when there is none. @throws AppError as {@link toRead}, `cannot_message_user` */
  async toWrite(actor: AccountActor, chatType: ChatType, chatId: Id): Promise<Id> {
    const channelId = await this.toRead(actor, chatType, chatId);
    if (channelId !== undefined) return channelId;
    return (await this.openDirectChannel.execute(actor, { recipientId: chatId, requires: 'nothing' })).id;
  }

  /** Undefined for channels of guilds. @throws AppError `not_found` when there is no such channel */
  async placeOf(channelId: Id): Promise<ChatPlace | undefined> {
    const { kind } = await this.policies.of(channelId);
    if (kind === 'group' || kind === 'room') return { kind, channelId };
    const recipientIds = kind === 'direct' ? await this.direct.recipientsOf(channelId) : undefined;
    return recipientIds && { kind: 'direct', channelId, recipientIds };
  }

  /** @throws AppError `unknown_message` for a message that this dialect does not show */
  async requirePlace({ id, channelId }: Pick<Message, 'id' | 'channelId'>): Promise<ChatPlace> {
    const place = await this.placeOf(channelId);
    if (!place) throw unknownMessage(id);
    return place;
  }
}
