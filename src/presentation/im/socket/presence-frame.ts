import type { PresenceStatus } from '../../../application/realtime';
import type { Id } from '../../../shared/ids';
import { presentStatus } from '../users/user-presentation';
import { imFrame, type ImFrame } from './frames';

interface Presence {
  readonly userId: Id;
  readonly status: PresenceStatus;
  /** When somebody who is gone was last here. */
  readonly lastSeenMs?: number;
}

/** Who is away from the keyboard is online all the same. */
export function presenceFrame({ userId, status, lastSeenMs }: Presence): ImFrame {
  if (status !== 'offline') return imFrame('online', { userId, data: { status: presentStatus(status) } });
  const lastSeen = lastSeenMs === undefined ? null : new Date(lastSeenMs).toISOString();
  return imFrame('offline', { userId, data: { status: 'offline', last_seen: lastSeen } });
}
