import { Injectable } from '@nestjs/common';
import { guildError } from '../../../domain/guilds';
import { isAppError } from '../../../shared/errors';
import { type Id, isId } from '../../../shared/ids';
import { UserDirectory } from '../../identity';
import type { AccountActor } from '../../shared/actor';
import { ChannelPolicies } from '../channel-policy';
import { DirectChannelReader } from '../direct-channel.reader';

/** How a reader names a conversation: one of two people by the other one, else by its channel. */
export type ConversationAddress =
  { readonly kind: 'direct'; readonly userId: Id } | { readonly kind: 'group' | 'room'; readonly channelId: Id };

/**
 * The channel of a conversation. Only its kind is checked: what the actor may see or do there decides whatever is done
 * with the channel next.
 */
@Injectable()
export class ResolveConversation {
  constructor(
    private readonly users: UserDirectory,
    private readonly directChannels: DirectChannelReader,
    private readonly policies: ChannelPolicies,
  ) {}

  /**
   * Undefined when these two have never talked; nothing is opened.
   * @throws AppError `unknown_user` (nobody, or oneself), `unknown_channel` (no such channel of that kind)
   */
  async execute(actor: AccountActor, address: ConversationAddress): Promise<Id | undefined> {
    return address.kind === 'direct' ? this.direct(actor, address.userId) : this.channelOf(address);
  }

  private async direct(actor: AccountActor, userId: Id): Promise<Id | undefined> {
    if (!isId(userId) || userId === actor.userId) throw guildError('unknown_user');
    const channel = await this.directChannels.findPair(actor.userId, userId);
    if (!channel && !(await this.users.find(userId))) throw guildError('unknown_user');
    return channel?.id;
  }

  private async channelOf({
    kind,
    channelId,
  }: {
    readonly kind: 'group' | 'room';
    readonly channelId: Id;
  }): Promise<Id> {
    const policy = await this.policies.of(channelId).catch((error: unknown) => {
      throw isAppError(error) && error.kind === 'not_found' ? guildError('unknown_channel') : error;
    });
    if (policy.kind !== kind) throw guildError('unknown_channel');
    return channelId;
  }
}
