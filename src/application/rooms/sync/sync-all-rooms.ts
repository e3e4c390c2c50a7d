import { Injectable } from '@nestjs/common';
import type { Id } from '../../../shared/ids';
import { UnitOfWork } from '../../shared/unit-of-work';
import { SyncSettings } from '../sync-settings';
import { OutboxRoomSyncQueue } from './outbox-room-sync-queue';
import { RoomSyncReader } from './room-sync.reader';

/** Rooms queued in one transaction; on the embedded database nothing else runs meanwhile. */
export const SYNC_ROOMS_PER_TRANSACTION = 200;

/** Queues a sync of every open room, those changed since their last acknowledged sync first. */
@Injectable()
export class SyncAllRooms {
  constructor(
    private readonly rooms: RoomSyncReader,
    private readonly queue: OutboxRoomSyncQueue,
    private readonly uow: UnitOfWork,
    private readonly settings: SyncSettings,
  ) {}

  /** @returns how many rooms were queued; fewer than all when `signal` is aborted meanwhile */
  async execute(signal: AbortSignal): Promise<number> {
    const queued = new Set<Id>();
    // A room that changes between the passes is found by the second, which looks at every open room.
    await this.pass(true, queued, signal);
    await this.pass(false, queued, signal);
    return queued.size;
  }

  private async pass(changedOnly: boolean, queued: Set<Id>, signal: AbortSignal): Promise<void> {
    for (let after: Id | undefined; !signal.aborted;) {
      const roomIds = await this.rooms.openRoomIds({
        changedOnly,
        exceptDefaults: !this.settings.pushesDefaultRooms,
        ...(after !== undefined && { after }),
        limit: SYNC_ROOMS_PER_TRANSACTION,
      });
      const fresh = roomIds.filter((roomId) => !queued.has(roomId));
      const added = await this.uow.run(() => this.queue.enqueueAll(fresh, 'room.sync'));
      if (added > 0) for (const roomId of fresh) queued.add(roomId);
      after = roomIds.at(-1);
      if (roomIds.length < SYNC_ROOMS_PER_TRANSACTION) return;
    }
  }
}
