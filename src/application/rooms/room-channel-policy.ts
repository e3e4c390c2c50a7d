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
} from '../../domain/rooms';
import type { Id } from '../../shared/ids';
import { GuestDirectory } from '../identity';
import { type ActGrant, ChannelPolicy, type HistoryGrant, type SendGrant } from '../messaging';
import type { AccountActor, Actor, GuestActor } from '../shared/actor';
import type { Occupant } from './live-room';
import { LiveRooms } from './live-rooms';
import { RoomDirectory } from './room-directory';

/** Who may speak, read and delete in a room: whoever is inside; a ban or mute beats everything but the operator. */
@Injectable()
export class RoomChannelPolicy extends ChannelPolicy {
  readonly kind = 'room';

  constructor(
    private readonly directory: RoomDirectory,
    private readonly live: LiveRooms,
    private readonly guests: GuestDirectory,
  ) {
    super();
  }

  async requireSend(actor: Actor, channelId: Id): Promise<SendGrant> {
    const room = await this.requireOpen(channelId);
    if (actor.kind === 'operator') return { kind: 'announcement', byAdmin: true };
    const { visitor } = await this.requireInside(actor, room);
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
    const { visitor } = await this.requireInside(actor, room);
    const isOwn = message.author !== undefined && authorKey(message.author) === visitor.userKey;
    if (!isOwn && !isRoomAdmin(visitor, room.adminUserIds)) throw roomAdminsOnly();
    return {};
  }

  /** Messages of a room are only sent, read and deleted. */
  async requireAct(_actor: Actor, channelId: Id): Promise<ActGrant> {
    throw roomNotFound(channelId);
  }

  private async requireOpen(channelId: Id): Promise<Room> {
    const room = await this.directory.require(channelId);
    if (room.closedAtMs !== undefined) throw roomClosed();
    return room;
  }

  private async requireInside(actor: GuestActor | AccountActor, room: Room): Promise<Occupant> {
    const userKey = actor.kind === 'guest' ? actor.externalId : actor.userId;
    const { ban } = await this.directory.sanctionsOf(room.id, userKey);
    if (ban) throw bannedFromRoom();
    const occupant = this.live.occupant(room.id, userKey);
    if (occupant?.visitor.isAccount !== (actor.kind === 'account')) throw notJoined();
    return occupant;
  }
}
