import { Injectable } from '@nestjs/common';
import { guildError } from '../../../domain/guilds';
import type { DirectChannel } from '../../../domain/messaging';
import { type Id, isId } from '../../../shared/ids';
import type { Actor } from '../../shared/actor';
import { DirectChannelReader } from '../direct-channel.reader';

/** Conversations remembered; who takes part in one never changes. */
export const REMEMBERED_DIRECT_CHANNELS_MAX = 100_000;

/** The only way to a conversation of two on behalf of somebody: one of the two. */
@Injectable()
export class DirectChannels {
  private readonly recipients = new Map<Id, DirectChannel['recipientIds']>();

  constructor(private readonly reader: DirectChannelReader) {}

  /** Who takes part in a conversation of two; undefined for channels of other kinds. */
  async recipientsOf(channelId: Id): Promise<DirectChannel['recipientIds'] | undefined> {
    const known = this.recipients.get(channelId);
    if (known) return known;
    const channel = isId(channelId) ? await this.reader.find(channelId) : undefined;
    if (channel) {
      if (this.recipients.size >= REMEMBERED_DIRECT_CHANNELS_MAX) this.recipients.clear();
      this.recipients.set(channelId, channel.recipientIds);
    }
    return channel?.recipientIds;
  }

  /** The two, one of whom is the actor. @throws AppError `unknown_channel` also for everybody else */
  async require(actor: Actor, channelId: Id): Promise<DirectChannel['recipientIds']> {
    const recipientIds = await this.recipientsOf(channelId);
    if (actor.kind !== 'account' || !recipientIds?.includes(actor.userId)) throw guildError('unknown_channel');
    return recipientIds;
  }
}
