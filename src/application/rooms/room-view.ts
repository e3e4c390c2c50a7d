import type { Room } from '../../domain/rooms';

/** A room as operators and members see it. */
export interface RoomView {
  readonly room: Room;
  /** Users inside now. */
  readonly currentUsers: number;
}
