import type { Id } from '../../shared/ids';
import { contactError } from './contact-errors';

/** People that one person has blocked. */
export const BLOCKS_MAX = 1_000;

/** Who of two has blocked the other; either, both or none. */
export interface BlocksBetween {
  /** The ones who block. */
  readonly blockerIds: readonly Id[];
}

export const NO_BLOCKS: BlocksBetween = { blockerIds: [] };

/**
 * Nobody reaches somebody over a block, whichever of the two set it: a blocked person is unseen, and whoever wants to
 * talk to a person they have blocked must lift the block first, so that the answer can reach them.
 * @throws AppError `user_blocked` when the actor set it, `blocked_by_user` when the other one did
 */
export function requireNoBlock({ blockerIds }: BlocksBetween, actorId: Id): void {
  if (blockerIds.length === 0) return;
  throw contactError(blockerIds.includes(actorId) ? 'user_blocked' : 'blocked_by_user');
}
