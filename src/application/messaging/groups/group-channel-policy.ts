import { Injectable } from '@nestjs/common';
import { guildError } from '../../../domain/guilds';
import { groupError, historyBoundOf, isMutedInGroup, mayInGroup, type Message } from '../../../domain/messaging';
import { isAppError } from '../../../shared/errors';
import type { Id } from '../../../shared/ids';
import type { Actor } from '../../shared/actor';
import { Clock } from '../../shared/clock';
import {
  type ActGrant,
  ChannelPolicy,
  type HistoryGrant,
  type MentionScope,
  type MessageAct,
  type SendGrant,
} from '../channel-policy';
import { GroupMemberships, type GroupView } from './group-memberships';

/** What somebody who is muted does not do either. */
const speakingActs: ReadonlySet<MessageAct> = new Set(['type', 'edit', 'react', 'add_reaction', 'pin']);

/** In a group all members talk; admins mention everybody and take away what others said. */
@Injectable()
export class GroupChannelPolicy extends ChannelPolicy {
  readonly kind = 'group';

  constructor(
    private readonly memberships: GroupMemberships,
    private readonly clock: Clock,
  ) {
    super();
  }

  /** @throws AppError `unknown_channel`, `muted_in_group` */
  async requireSend(actor: Actor, channelId: Id): Promise<SendGrant> {
    const view = await this.require(actor, channelId);
    this.requireVoice(view);
    return {
      ...{ kind: 'text', author: { userId: view.member.userId }, byAdmin: false, mentions: mentionScopeOf(view) },
      ...historyOf(view),
    };
  }

  /** Whoever is a member now may read what is said now. */
  override async readersAmong(channelId: Id, userIds: readonly Id[]): Promise<readonly Id[]> {
    const memberIds = new Set(await this.memberships.memberIds(channelId));
    return userIds.filter((userId) => memberIds.has(userId));
  }

  async requireHistory(actor: Actor, channelId: Id): Promise<HistoryGrant> {
    return historyOf(await this.require(actor, channelId));
  }

  async requireDelete(actor: Actor, channelId: Id, { author }: Pick<Message, 'author'>): Promise<ActGrant> {
    const view = await this.require(actor, channelId);
    if (author?.userId !== view.member.userId) requireModerator(view);
    return historyOf(view);
  }

  async requireAct(actor: Actor, channelId: Id, act: MessageAct): Promise<ActGrant> {
    const view = await this.require(actor, channelId);
    if (speakingActs.has(act)) this.requireVoice(view);
    if (act === 'moderate') requireModerator(view);
    return { mentions: mentionScopeOf(view), ...historyOf(view) };
  }

  private requireVoice({ member }: GroupView): void {
    if (isMutedInGroup(member, this.clock.nowMs())) throw groupError('muted_in_group');
  }

  /** As a channel among others, which is what whoever asks here knows it as. */
  private require(actor: Actor, channelId: Id): Promise<GroupView> {
    return this.memberships.require(actor, channelId).catch((error: unknown) => {
      throw isAppError(error) && error.code === 'unknown_group' ? guildError('unknown_channel') : error;
    });
  }
}

function requireModerator({ group, member }: GroupView): void {
  if (!mayInGroup(member, 'moderate_messages', group)) throw guildError('missing_permissions');
}

function historyOf({ group, member }: GroupView): HistoryGrant {
  const fromSeq = historyBoundOf(group, member);
  return fromSeq === undefined ? {} : { fromSeq };
}

/** There are no roles to mention. */
const mentionScopeOf = ({ group, member }: GroupView): MentionScope => ({
  everyone: mayInGroup(member, 'mention_everyone', group),
  mayMentionRole: () => false,
});
