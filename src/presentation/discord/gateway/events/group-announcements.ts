import { Injectable } from '@nestjs/common';
import { GroupMemberships } from '../../../../application/messaging';
import { EventLanes, FeedSessions } from '../../../../application/realtime';
import { Logger } from '../../../../application/shared/logger';
import { Metrics } from '../../../../application/shared/metrics';
import type {
  Group,
  GroupEvent,
  GroupMemberAdded,
  GroupMemberRemoved,
  MessagingEvent,
} from '../../../../domain/messaging';
import type { Id } from '../../../../shared/ids';
import { GROUP_FACES_MAX, GroupPresentation } from '../../direct/group-presentation';
import { Announcer } from './announcer';
import { MemberGatherer } from './member-gatherer';
import { MessageAnnouncements } from './message-announcements';

/** Told to everybody, whatever their intents. */
const NO_INTENT = 0;

/** Tells the members of a group what happens in it and to it. */
@Injectable()
export class GroupAnnouncements {
  /** Who is told is read first; what happens in one group is still told in the order in which it happened. */
  private readonly lanes: EventLanes;

  constructor(
    private readonly announcer: Announcer,
    private readonly sessions: FeedSessions,
    private readonly memberships: GroupMemberships,
    private readonly presentation: GroupPresentation,
    private readonly gatherer: MemberGatherer,
    private readonly messages: MessageAnnouncements,
    private readonly metrics: Metrics,
    logger: Logger,
  ) {
    this.lanes = new EventLanes(logger);
  }

  /** Something happened to messages in a group. */
  inGroup(event: MessagingEvent): void {
    this.inTurn(event.channelId, async () => {
      const userIds = await this.readersOf(event);
      return () => this.messages.inConversation(userIds, event, 'group');
    });
  }

  /** Something happened to the group itself. */
  toGroup(event: GroupEvent): void {
    this.inTurn(event.channelId, async () => {
      const memberIds = await this.memberships.memberIds(event.channelId);
      return () => this.tell(event, memberIds);
    });
  }

  private inTurn(channelId: Id, prepare: () => Promise<() => void>): void {
    if (!this.lanes.push(channelId, prepare)) this.metrics.limitReached('gateway_group_lane');
  }

  /** Whole messages are for those who had joined when they were sent. */
  private readersOf(event: MessagingEvent): Promise<readonly Id[]> {
    const isWhole = event.type === 'message.created' || event.type === 'message.updated';
    const { channelId } = event;
    return isWhole ? this.memberships.readerIds(channelId, event.message.seq) : this.memberships.memberIds(channelId);
  }

  private tell(event: GroupEvent, memberIds: readonly Id[]): void {
    switch (event.type) {
      case 'group.created':
        return this.channel('CHANNEL_CREATE', event.group, event.memberIds, event.memberIds);
      case 'group.updated':
        return this.channel('CHANNEL_UPDATE', event.group, memberIds, memberIds);
      case 'group.member_added':
        this.channel('CHANNEL_CREATE', event.group, memberIds, [event.member.userId]);
        return this.recipient('CHANNEL_RECIPIENT_ADD', event, event.member.userId, memberIds);
      case 'group.member_removed':
        this.channel('CHANNEL_DELETE', event.group, [], [event.userId]);
        return this.recipient('CHANNEL_RECIPIENT_REMOVE', event, event.userId, memberIds);
      case 'group.dissolved':
        return this.channel('CHANNEL_DELETE', event.group, [], event.memberIds);
      default:
        // Roles, mutes and who wants in are not on this gateway.
        return undefined;
    }
  }

  /** Encoded once for all but those who are shown as recipients: each of them sees the others. */
  private channel(name: string, group: Group, memberIds: readonly Id[], userIds: readonly Id[]): void {
    const faceIds = memberIds.slice(0, GROUP_FACES_MAX);
    const faces = new Set(faceIds);
    const announce = (told: readonly Id[], readerId?: Id): void =>
      this.announcer.announce(group.id, {
        ...{ name, intent: NO_INTENT, audience: () => this.sessions.privateOf(told) },
        data: () => this.presentation.one(group, faceIds, readerId),
      });
    announce(userIds.filter((userId) => !faces.has(userId)));
    for (const userId of userIds.filter((one) => faces.has(one))) announce([userId], userId);
  }

  private recipient(
    name: string,
    { channelId }: GroupMemberAdded | GroupMemberRemoved,
    userId: Id,
    memberIds: readonly Id[],
  ): void {
    const others = memberIds.filter((one) => one !== userId);
    this.announcer.announce(channelId, {
      ...{ name, intent: NO_INTENT, audience: () => this.sessions.privateOf(others) },
      data: async () => ({ channel_id: channelId, user: await this.gatherer.user(userId) }),
    });
  }
}
