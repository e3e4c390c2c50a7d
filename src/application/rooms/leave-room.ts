import { Injectable } from '@nestjs/common';
import { namesOf, type RoomUserLeft } from '../../domain/rooms';
import type { Id } from '../../shared/ids';
import { ChannelHub } from '../realtime';
import { Clock } from '../shared/clock';
import { Logger } from '../shared/logger';
import { LiveRooms } from './live-rooms';
import type { RoomSession } from './room-session';
import { VisitLog } from './visit-log';

/** Takes a session out of a room; with a user's last session its stay ends and the others are told. */
@Injectable()
export class LeaveRoom {
  constructor(
    private readonly live: LiveRooms,
    private readonly hub: ChannelHub,
    private readonly visits: VisitLog,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  execute(roomId: Id, userKey: string, session: RoomSession): void {
    const gone = this.live.leave(roomId, userKey, session);
    if (!gone) return;
    const named = namesOf(gone.visitor);
    const event: RoomUserLeft = { type: 'room.user_left', mayWait: true, channelId: roomId, userKey, ...named };
    this.hub.publish(event);
    const leftAtMs = this.clock.nowMs();
    gone.visit
      ?.then((id) => this.visits.close({ id, roomId }, leftAtMs))
      .catch((error: unknown) => {
        // Nobody waits for it; the next start ends the stay at the time this process was last heard of.
        this.logger.warn('the end of a stay could not be recorded', { roomId, error });
      });
  }
}
