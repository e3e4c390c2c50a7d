import { ModerationAccess } from '../../src/application/rooms/moderation-access';
import { SanctionWriter } from '../../src/application/rooms/sanction-writer';
import type { Room } from '../../src/domain/rooms';
import { aRoom } from '../builders/rooms-room';
import { FakeRoomOccupancy, FakeRoomSyncQueue } from './rooms-live';
import { FakeUnitOfWork, ManualClock, SequentialIds } from './rooms-platform';
import { FakeGuestDirectory, FakeRoomReader, FakeRoomRepository, FakeSanctionRepository } from './rooms-storage';

/** Everything the rooms' use cases stand on, in memory. */
export class RoomsWorld {
  readonly clock = new ManualClock();
  readonly ids = new SequentialIds(this.clock);
  readonly uow = new FakeUnitOfWork();
  readonly rooms = new FakeRoomRepository(this.uow);
  readonly reader = new FakeRoomReader(this.rooms);
  readonly guests = new FakeGuestDirectory(this.ids);
  readonly sanctions = new FakeSanctionRepository(this.clock);
  readonly occupancy = new FakeRoomOccupancy();
  readonly syncQueue = new FakeRoomSyncQueue(this.uow);
  readonly access = new ModerationAccess(this.rooms);
  readonly sanctionWriter = new SanctionWriter(this.sanctions, this.guests, this.uow, this.clock);

  /** Puts a room into the world. */
  room(changes: Partial<Room> = {}): Room {
    const room = aRoom(changes);
    this.rooms.rooms.set(room.id, room);
    return room;
  }
}
