import { Injectable } from '@nestjs/common';
import type { GroupEvent, MessagingEvent, NotificationCreated } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';
import { EventBus } from '../../shared/event-bus';
import type { ChannelConversationEvent } from './conversation-event';
import { type ConversationAudience, ConversationFeed } from './conversation-feed';
import { ConversationPlaces } from './conversation-places';
import { MembershipChanges } from './membership-changes';
import type { ConversationPlace } from './personal-session';

/** In a larger group only the reader's own devices are told that something was read; others ask for it. */
export const READING_TOLD_MEMBERS_MAX = 100;

const messagingEventTypes = [
  'message.created',
  'message.updated',
  'message.deleted',
  'message.recalled',
  'messages.bulk_deleted',
  'pins.updated',
  'reaction.added',
  'reaction.removed',
  'reactions.cleared',
  'typing.started',
  'ephemeral_message.changed',
] as const satisfies readonly MessagingEvent['type'][];

const groupEventTypes = [
  'group.created',
  'group.updated',
  'group.member_added',
  'group.member_removed',
  'group.member_updated',
  'group.dissolved',
  'group.join_requested',
  'group.invited',
] as const satisfies readonly GroupEvent['type'][];

/** Has everybody told who takes part in a direct or group channel when something happens there. */
@Injectable()
export class ConversationEvents {
  private readonly changes = new MembershipChanges();

  constructor(
    private readonly bus: EventBus,
    private readonly feed: ConversationFeed,
    private readonly places: ConversationPlaces,
  ) {}

  start(): void {
    const types = [...messagingEventTypes, ...groupEventTypes, 'channel.read'] as const;
    for (const type of types) this.bus.subscribe<ChannelConversationEvent>(type, (event) => this.happened(event));
    this.bus.subscribe<NotificationCreated>('notification.created', (event) => this.notified(event));
  }

  private happened(event: ChannelConversationEvent): void {
    const { channelId } = event;
    if (this.feed.isIdle || this.places.isElsewhere(channelId)) return;
    const number = this.changes.begin(channelId);
    if (event.type === 'group.member_added') {
      this.changes.note(channelId, { number, userId: event.member.userId, hasJoined: true });
    }
    if (event.type === 'group.member_removed') {
      this.changes.note(channelId, { number, userId: event.userId, hasJoined: false });
    }
    // Asked exactly once, whatever becomes of the event.
    this.feed.tell(channelId, event, () => this.audienceOf(number, event).finally(() => this.changes.end(channelId)));
  }

  private async audienceOf(number: number, event: ChannelConversationEvent): Promise<ConversationAudience | undefined> {
    const place = await this.places.find(event.channelId);
    if (!place) return undefined;
    const memberIds = this.changes.asOf(number, event.channelId, place.memberIds);
    const told = toldOf(event, { ...place, memberIds });
    if (event.type !== 'message.updated') return told;
    // Who came after a message does not see it, and so not what becomes of it.
    return { ...told, userIds: await this.places.readersOf(place, event.message.seq) };
  }

  private notified(event: NotificationCreated): void {
    const { userId } = event;
    const place: ConversationPlace = { kind: 'person', channelId: userId, memberIds: [userId] };
    this.feed.tell(userId, event, () => Promise.resolve({ place, userIds: place.memberIds }));
  }
}

function toldOf(event: ChannelConversationEvent, place: ConversationPlace): ConversationAudience {
  const { memberIds } = place;
  switch (event.type) {
    case 'typing.started':
      return { place, userIds: memberIds, exceptUserId: event.userId };
    case 'ephemeral_message.changed':
      return { place, userIds: [event.userId] };
    case 'interaction.created':
      return { place, userIds: [] };
    case 'channel.read':
      return { place, userIds: memberIds.length > READING_TOLD_MEMBERS_MAX ? [event.userId] : memberIds };
    default:
      return { place, userIds: isGroupEvent(event) ? toldOfGroup(event, memberIds) : memberIds };
  }
}

/** Whoever was removed hears of it, and so does everybody when the group ends. */
function toldOfGroup(event: GroupEvent, memberIds: readonly Id[]): readonly Id[] {
  switch (event.type) {
    case 'group.created':
    case 'group.dissolved':
      return event.memberIds;
    case 'group.member_removed':
      return [...memberIds, event.userId];
    case 'group.invited':
      return [event.userId];
    case 'group.join_requested':
      return [event.group.ownerId];
    default:
      return memberIds;
  }
}

const isGroupEvent = (event: ChannelConversationEvent): event is GroupEvent => event.type.startsWith('group.');
