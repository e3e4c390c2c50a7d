import type { ClientSession } from '../realtime';

/**
 * Why a session ends; each dialect has a close code or an event for it. `kicked` may come back at once, `expelled` was
 * kicked and banned in one act.
 */
export type RoomEndReason = 'kicked' | 'expelled' | 'banned' | 'closed' | 'replaced' | 'stopping' | 'revoked';

/** One socket's stay in one room. */
export interface RoomSession extends ClientSession {
  /** Tells this user alone that it was muted. */
  tellMuted(): void;
  /** Tells the reason and leaves the room; the dialect decides what becomes of the socket. Never throws. */
  end(reason: RoomEndReason): void;
}
