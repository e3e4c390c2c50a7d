import { Inject, Injectable } from '@nestjs/common';
import { SyncAllRooms } from '../../application/rooms/sync/sync-all-rooms';
import { SyncSettings } from '../../application/rooms/sync-settings';
import { ScheduledJob } from '../../application/shared/scheduled-job';

@Injectable()
export class RoomSyncJob extends ScheduledJob {
  readonly name = 'room-sync';
  readonly intervalSeconds: number;

  constructor(
    @Inject(SyncAllRooms) private readonly syncAllRooms: Pick<SyncAllRooms, 'execute'>,
    { intervalSeconds, callbackUrl }: SyncSettings,
  ) {
    super();
    this.intervalSeconds = callbackUrl === undefined ? 0 : intervalSeconds;
  }

  async run(signal: AbortSignal): Promise<void> {
    await this.syncAllRooms.execute(signal);
  }
}
