import { Injectable } from '@nestjs/common';
import { RoomSyncPositions } from '../../../application/rooms/sync/room-sync-positions';
import type { SyncCursor } from '../../../domain/rooms/sync-payload';
import type { Id } from '../../../shared/ids';
import { TransactionContext } from '../transaction-context';

@Injectable()
export class TypeOrmRoomSyncPositions extends RoomSyncPositions {
  constructor(private readonly context: TransactionContext) {
    super();
  }

  async acknowledge(roomId: Id, { messageSeq, visitSeq, changedXid }: SyncCursor): Promise<void> {
    await this.context.query(
      `INSERT INTO room_syncs AS s
         (channel_id, acknowledged_message_seq, acknowledged_visit_seq, acknowledged_xid, acknowledged_at)
       VALUES ($1, $2, $3, $4, clock_timestamp())
       ON CONFLICT (channel_id) DO UPDATE SET
         acknowledged_message_seq = greatest(s.acknowledged_message_seq, excluded.acknowledged_message_seq),
         acknowledged_visit_seq = greatest(s.acknowledged_visit_seq, excluded.acknowledged_visit_seq),
         acknowledged_xid = excluded.acknowledged_xid, acknowledged_at = excluded.acknowledged_at`,
      [roomId, messageSeq, visitSeq, changedXid],
    );
  }
}
