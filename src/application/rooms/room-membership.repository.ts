import type { Id } from '../../shared/ids';

/** Accounts that are members of rooms until they leave, whether they are connected or not. */
export abstract class RoomMembershipRepository {
  abstract isMember(roomId: Id, userId: Id): Promise<boolean>;
  /** The one joined last first. */
  abstract roomIdsOf(userId: Id, limit: number): Promise<readonly Id[]>;
  /**
   * Adds with the room's head as the join point; false when they are a member already. Holds back whoever adds the same
   * account elsewhere until the transaction ends. Only inside `UnitOfWork.run`.
   */
  abstract add(roomId: Id, userId: Id, nowMs: number): Promise<boolean>;
  /** False when they are none. Only inside `UnitOfWork.run`. */
  abstract remove(roomId: Id, userId: Id): Promise<boolean>;
}
