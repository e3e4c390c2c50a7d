import { Injectable } from '@nestjs/common';
import { roomNotFound } from '../../../domain/rooms';
import { type Id, isId } from '../../../shared/ids';
import { IdGenerator } from '../../shared/id-generator';
import { Logger } from '../../shared/logger';
import { UnitOfWork } from '../../shared/unit-of-work';
import { OutboxRoomSyncQueue } from './outbox-room-sync-queue';
import { RoomSyncReader } from './room-sync.reader';
import { SyncAllRooms } from './sync-all-rooms';

export const SYNC_REQUEST_ROOMS_MAX = 1_000;

export interface RequestedSync {
  /** Names this request in the log. */
  readonly syncId: Id;
  /** Rooms that were queued; 0 without a callback URL. */
  readonly rooms: number;
}

/** An operator asks for a sync now. It is queued durably when this resolves; the requests follow in the background. */
@Injectable()
export class RequestSync {
  constructor(
    private readonly syncAllRooms: SyncAllRooms,
    private readonly rooms: RoomSyncReader,
    private readonly queue: OutboxRoomSyncQueue,
    private readonly uow: UnitOfWork,
    private readonly ids: IdGenerator,
    private readonly logger: Logger,
  ) {}

  /**
   * @param roomIds absent: every open room; at most {@link SYNC_REQUEST_ROOMS_MAX}
   * @throws AppError `not_found` for a room that does not exist; nothing is queued then
   */
  async execute(roomIds?: readonly string[]): Promise<RequestedSync> {
    const rooms = roomIds
      ? await this.queueRooms(roomIds)
      : await this.syncAllRooms.execute(new AbortController().signal);
    const syncId = this.ids.next();
    this.logger.info('an operator asked for a sync', { syncId, rooms });
    return { syncId, rooms };
  }

  private async queueRooms(roomIds: readonly string[]): Promise<number> {
    const distinct = [...new Set(roomIds)];
    for (const roomId of distinct) {
      if (!isId(roomId) || !(await this.rooms.find(roomId))) throw roomNotFound(roomId);
    }
    return this.uow.run(() => this.queue.enqueueAll(distinct, 'room.sync'));
  }
}
