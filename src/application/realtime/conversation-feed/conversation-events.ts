import { Injectable } from '@nestjs/common';
import type { GroupEvent, NotificationCreated } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';
import { EventBus } from '../../shared/event-bus';
import type { ChannelConversationEvent } from './conversation-event';
import { type ConversationAudience, ConversationFeed } from './conversation-feed';
import { ConversationPlaces } from './conversation-places';
import { MembershipChanges } from './membership-changes';
import type { ConversationPlace } from './personal-session';

/** In a larger group only the reader's own devices are told that something was read; who wants to know asks for it. */
export const READING_TOLD_MEMBERS_MAX = 100;

/** Whether an event is told here at all. Whoever adds one to the union has to decide. */
const isTold = {
  'message.created': true,
  'message.updated': true,
  'message.deleted': true,
  'message.recalled': true,
  'messages.bulk_deleted': true,
  'pins.updated': true,
  'reaction.added': true,
  'reaction.removed': true,
  'reactions.cleared': true,
  'typing.started': true,
  'typing.stopped': true,
  'ephemeral_message.changed': true,
  /** For programs, which have no sockets here. */
  'interaction.created': false,
  'channel.read': true,
  'group.created': true,
  'group.updated': true,
  'group.member_added': true,
  'group.member_removed': true,
  'group.member_updated': true,
  'group.dissolved': true,
  'group.join_requested': true,
  'group.invited': true,
} as const satisfies Record<ChannelConversationEvent['type'], boolean>;

/**
 * Has everybody told who takes part in a direct or group channel when something happens there, and whoever reads in a room
 * how far. Everything else in rooms is told by the rooms.
 */
@Injectable()
export class ConversationEvents {
  private readonly changes = new MembershipChanges();

  constructor(
    private readonly bus: EventBus,
    private readonly feed: ConversationFeed,
    private readonly places: ConversationPlaces,
  ) {}

  start(): void {
    const types = Object.keys(isTold) as (keyof typeof isTold)[];
    for (const type of types.filter((one) => isTold[one])) {
      this.bus.subscribe<ChannelConversationEvent>(type, (event) => this.happened(event));
    }
    this.bus.subscribe<NotificationCreated>('notification.created', (event) => this.notified(event));
  }

  private happened(event: ChannelConversationEvent): void {
    const { channelId } = event;
    if (this.feed.isIdle || (event.type !== 'channel.read' && this.places.isElsewhere(channelId))) return;
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
    if (place.kind === 'room') return event.type === 'channel.read' ? { place, userIds: [event.userId] } : undefined;
    const memberIds = this.changes.asOf(number, event.channelId, place.memberIds);
    return { ...toldOf(event, { ...place, memberIds }), ...(await this.fewer(event, place)) };
  }

  /** When not everybody is told who takes part. */
  private async fewer(
    event: ChannelConversationEvent,
    place: ConversationPlace,
  ): Promise<Pick<ConversationAudience, 'userIds'> | undefined> {
    switch (event.type) {
      // Who came after a message does not see it, and so not what becomes of it.
      case 'message.updated':
        return { userIds: await this.places.readersOf(place, event.message.seq) };
      case 'message.recalled':
        return { userIds: await this.places.readersOf(place, event.seq) };
      case 'group.join_requested':
        return { userIds: await this.places.decidersOf(event.group) };
      case 'channel.read':
        return (await this.isReadingPrivate(place)) ? { userIds: [event.userId] } : undefined;
      default:
        return undefined;
    }
  }

  /** In a large group, and between people one of whom has blocked the other. */
  private async isReadingPrivate(place: ConversationPlace): Promise<boolean> {
    const { memberIds } = place;
    return memberIds.length > READING_TOLD_MEMBERS_MAX || (await this.places.isBlocked(place));
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
    case 'typing.stopped':
      return { place, userIds: memberIds, exceptUserId: event.userId };
    case 'ephemeral_message.changed':
      return { place, userIds: [event.userId] };
    case 'interaction.created':
      return { place, userIds: [] };
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
    default:
      return memberIds;
  }
}

const isGroupEvent = (event: ChannelConversationEvent): event is GroupEvent => event.type.startsWith('group.');
