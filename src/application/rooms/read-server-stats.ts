import { Injectable } from '@nestjs/common';
import { type DeliveryCounts, OutboxDeliveries } from '../shared/outbox-deliveries';
import { RoomOccupancy } from './room-occupancy';
import { RoomReader, type ServerFigures } from './room.reader';
import { ROOM_SYNC_TOPIC } from './sync/outbox-room-sync-queue';
import { SyncSettings } from './sync-settings';

export interface SyncHealth extends DeliveryCounts {
  /** Whether a callback address is set: without one nothing is pushed. */
  readonly pushes: boolean;
}

export interface ServerStats extends ServerFigures {
  /** Connections inside rooms now. */
  readonly connections: number;
  readonly sync: SyncHealth;
}

/** For operators. */
@Injectable()
export class ReadServerStats {
  constructor(
    private readonly rooms: RoomReader,
    private readonly occupancy: RoomOccupancy,
    private readonly deliveries: OutboxDeliveries,
    private readonly settings: SyncSettings,
  ) {}

  async execute(): Promise<ServerStats> {
    const figures = await this.rooms.serverFigures();
    const counts = await this.deliveries.counts(ROOM_SYNC_TOPIC);
    const pushes = this.settings.callbackUrl !== undefined;
    return { ...figures, connections: this.occupancy.connections, sync: { ...counts, pushes } };
  }
}
