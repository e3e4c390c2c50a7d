import type { Room } from '../../domain/rooms';
import type { Id } from '../../shared/ids';

/** Rooms with their channel rows. Every write also moves the channel's change cursor. */
export abstract class RoomRepository {
  abstract insert(room: Room): Promise<void>;
  abstract find(roomId: Id): Promise<Room | undefined>;
  /** Like `find`, holding the channel row's lock until the transaction ends. Only inside `UnitOfWork.run`. */
  abstract lock(roomId: Id): Promise<Room | undefined>;
  /**
   * How many open rooms an account has made; holds back whoever counts for the same account until the transaction ends.
   * Only inside `UnitOfWork.run`.
   */
  abstract lockAndCountOpenOf(creatorId: Id): Promise<number>;
  /** Writes settings and `closedAtMs`; never the counters. */
  abstract update(room: Room): Promise<void>;
}
