import { Injectable } from '@nestjs/common';
import { authorKey, type Message } from '../../domain/messaging';
import {
  bannedFromRoom,
  isRoomAdmin,
  mutedInRoom,
  notJoined,
  type Room,
  roomAdminsOnly,
  roomClosed,
  roomNotFound,
  type Visitor,
} from '../../domain/rooms';
import type { Id } from '../../shared/ids';
import { GuestDirectory, UserDirectory } from '../identity';
import { type ActGrant, ChannelPolicy, type HistoryGrant, type MessageAct, type SendGrant } from '../messaging';
import type { AccountActor, Actor, GuestActor } from '../shared/actor';
import { LiveRooms } from './live-rooms';
import { RoomDirectory } from './room-directory';
import { RoomMemberships } from './room-memberships';
import { accountName } from './account-name';

const actsOfAccounts: ReadonlySet<MessageAct> = new Set(['view', 'type', 'edit', 'react', 'add_reaction']);

/**
 * Who may speak, read and delete in a room: whoever is inside, and accounts that are members also from elsewhere; a ban or
 * mute beats everything but the operator.
 */
@Injectable()
export class RoomChannelPolicy extends ChannelPolicy {
  readonly kind = 'room';

  constructor(
    private readonly directory: RoomDirectory,
    private readonly live: LiveRooms,
    private readonly guests: GuestDirectory,
    private readonly memberships: RoomMemberships,
    private readonly users: UserDirectory,
  ) {
    super();
  }

  async requireSend(actor: Actor, channelId: Id): Promise<SendGrant> {
    const room = await this.requireOpen(channelId);
    if (actor.kind === 'operator') return { kind: 'announcement', byAdmin: true };
    const visitor = await this.requireInside(actor, room);
    const { mute } = await this.directory.sanctionsOf(room.id, visitor.userKey);
    if (mute) throw mutedInRoom();
    const byAdmin = isRoomAdmin(visitor, room.adminUserIds);
    const externalId = visitor.isAccount ? undefined : visitor.userKey;
    const userId = externalId === undefined ? visitor.userKey : await this.guests.ensure(externalId);
    return {
      kind: 'text',
      byAdmin,
      author: { userId, externalId, name: visitor.nickname },
      ...(room.slowModeSeconds > 0 && !byAdmin && { authorIntervalMs: room.slowModeSeconds * 1_000 }),
    };
  }

  async requireHistory(actor: Actor, channelId: Id): Promise<HistoryGrant> {
    const room = await this.directory.require(channelId);
    if (actor.kind !== 'operator') await this.requireInside(actor, room);
    return {};
  }

  async requireDelete(actor: Actor, channelId: Id, message: Pick<Message, 'author'>): Promise<ActGrant> {
    const room = await this.directory.require(channelId);
    if (actor.kind === 'operator') return {};
    const visitor = await this.requireInside(actor, room);
    const isOwn = message.author !== undefined && authorKey(message.author) === visitor.userKey;
    if (!isOwn && !isRoomAdmin(visitor, room.adminUserIds)) throw roomAdminsOnly();
    return {};
  }

  /** Guests only send, read and delete; accounts that are inside also edit and react. Nothing is pinned in a room. */
  async requireAct(actor: Actor, channelId: Id, act: MessageAct): Promise<ActGrant> {
    if (actor.kind !== 'account' || !actsOfAccounts.has(act)) throw roomNotFound(channelId);
    await this.requireInside(actor, await this.requireOpen(channelId));
    return {};
  }

  private async requireOpen(channelId: Id): Promise<Room> {
    const room = await this.directory.require(channelId);
    if (room.closedAtMs !== undefined) throw roomClosed();
    return room;
  }

  private async requireInside(actor: GuestActor | AccountActor, room: Room): Promise<Visitor> {
    const userKey = actor.kind === 'guest' ? actor.externalId : actor.userId;
    const { ban } = await this.directory.sanctionsOf(room.id, userKey);
    if (ban) throw bannedFromRoom();
    const occupant = this.live.occupant(room.id, userKey);
    if (occupant?.visitor.isAccount === (actor.kind === 'account')) return occupant.visitor;
    if (actor.kind === 'guest' || !(await this.memberships.isMember(room.id, actor.userId))) throw notJoined();
    return this.visitorOf(actor.userId);
  }

  private async visitorOf(userId: Id): Promise<Visitor> {
    const nickname = accountName(await this.users.find(userId));
    const named = nickname !== undefined && { nickname };
    return { userKey: userId, ...named, proven: true, adminByTicket: false, isAccount: true };
  }
}
