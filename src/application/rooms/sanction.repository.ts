import type { Sanction } from '../../domain/rooms';
import type { Id } from '../../shared/ids';

export type SanctionKind = 'ban' | 'mute';

export const SANCTIONS_PAGE_MAX = 1_000;

export interface MemberSanctions {
  readonly ban?: Sanction;
  readonly mute?: Sanction;
}

export interface ServerSanction extends Sanction {
  readonly roomId: Id;
}

/** Bans and mutes of rooms, by the user key that the room's members see. Expired ones are never returned. */
export abstract class SanctionRepository {
  /** Sets or replaces. Moves the channel's change cursor. */
  abstract put(kind: SanctionKind, roomId: Id, userId: Id, sanction: Sanction): Promise<void>;
  /** False when there was none that counts. */
  abstract remove(kind: SanctionKind, roomId: Id, userKey: string): Promise<boolean>;
  /**
   * In the order in which the users became known, so that a page also goes on after a user whose sanction was lifted
   * meanwhile; at most {@link SANCTIONS_PAGE_MAX}, after the user key `after` when given.
   */
  abstract list(kind: SanctionKind, roomId: Id, after?: string): Promise<readonly Sanction[]>;
  /** Newest first. */
  abstract listServerWide(kind: SanctionKind, limit: number): Promise<readonly ServerSanction[]>;
  /** How many count in the room; after `put` in the same transaction exact, also when others are set at once. */
  abstract count(kind: SanctionKind, roomId: Id): Promise<number>;
  abstract of(roomId: Id, userKey: string): Promise<MemberSanctions>;
}
