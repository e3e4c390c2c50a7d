import { Injectable } from '@nestjs/common';
import { authorKey } from '../../../domain/messaging';
import { batchEnd, type SyncEventType, type SyncPayload, type SyncPosition } from '../../../domain/rooms/sync-payload';
import type { Id } from '../../../shared/ids';
import { MessageReader } from '../../messaging';
import { Clock } from '../../shared/clock';
import { RoomOccupancy } from '../room-occupancy';
import { RoomSyncReader } from './room-sync.reader';

/** The one builder of payloads: what is pushed is what would be pulled. */
@Injectable()
export class BuildSyncPayload {
  constructor(
    private readonly rooms: RoomSyncReader,
    private readonly messages: MessageReader,
    private readonly occupancy: RoomOccupancy,
    private readonly clock: Clock,
  ) {}

  /**
   * The room now, with the batch of its history that follows `from`, or the acknowledged position when that is absent.
   * Undefined when there is no such room. An absent `eventType` is `room.sync`, or `room.closed` for a closed room.
   */
  async execute(roomId: Id, eventType?: SyncEventType, from?: SyncPosition): Promise<SyncPayload | undefined> {
    // The head is read first: history up to it is committed and stays where it is.
    const room = await this.rooms.find(roomId);
    if (!room) return undefined;
    const start = from ?? room.acknowledged;
    const end = batchEnd(start, room.head);
    const [messages, visits, bannedUserIds] = [
      await this.messages.range(roomId, start.messageSeq + 1, end.messageSeq),
      await this.rooms.visits(roomId, start.visitSeq, end.visitSeq),
      await this.rooms.bannedUserKeys(roomId, this.clock.nowMs()),
    ];
    const currentUsers = this.occupancy.count(roomId);
    return {
      eventType: eventType ?? (room.closedAtMs === undefined ? 'room.sync' : 'room.closed'),
      roomId,
      name: room.name,
      adminUserIds: room.adminUserIds,
      createdAtMs: room.createdAtMs,
      currentUsers,
      peakUsers: Math.max(room.peakUsers, currentUsers),
      totalJoins: room.totalJoins,
      messages: messages.map((message) => ({
        id: message.id,
        ...(message.author && { userKey: authorKey(message.author) }),
        content: message.content,
        createdAtMs: message.createdAtMs,
      })),
      visits,
      bannedUserIds,
      cursor: { messageSeq: end.messageSeq, visitSeq: end.visitSeq, changedXid: room.changedXid },
      isLastBatch: end.isLast,
    };
  }
}
