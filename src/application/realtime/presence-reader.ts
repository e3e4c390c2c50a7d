import type { Id } from '../../shared/ids';

export type PresenceStatus = 'online' | 'idle' | 'dnd' | 'offline';

/** Whether somebody is here, over all of their connections; `offline` also for those who hide. */
export abstract class PresenceReader {
  abstract statusOf(userId: Id): PresenceStatus;
}
