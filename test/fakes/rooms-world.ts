import { ModerationAccess } from '../../src/application/rooms/moderation-access';
import { RoomDirectory } from '../../src/application/rooms/room-directory';
import { RoomMemberships } from '../../src/application/rooms/room-memberships';
import { SanctionWriter } from '../../src/application/rooms/sanction-writer';
import type { Room } from '../../src/domain/rooms';
import { aRoom } from '../builders/rooms-room';
import { FakeRoomOccupancy, FakeRoomSyncQueue, syncSettings } from './rooms-live';
import { ManualInvalidations, TellingUnitOfWork } from './guilds-platform';
import { FakeCompletedSetups, FakeRoomMembershipRepository } from './room-memberships';
import { ManualClock, SequentialIds } from './rooms-platform';
import { FakeGuestDirectory, FakeRoomReader, FakeRoomRepository, FakeSanctionRepository } from './rooms-storage';

/** Everything the rooms' use cases stand on, in memory. */
export class RoomsWorld {
  readonly clock = new ManualClock();
  readonly ids = new SequentialIds(this.clock);
  readonly invalidations = new ManualInvalidations();
  readonly uow = new TellingUnitOfWork(this.invalidations);
  readonly rooms = new FakeRoomRepository(this.uow);
  readonly reader = new FakeRoomReader(this.rooms);
  readonly guests = new FakeGuestDirectory(this.ids);
  readonly sanctions = new FakeSanctionRepository(this.clock);
  readonly occupancy = new FakeRoomOccupancy();
  readonly syncQueue = new FakeRoomSyncQueue(this.uow);
  readonly members = new FakeRoomMembershipRepository(this.uow, this.rooms);
  readonly memberships = new RoomMemberships(this.members, this.uow, this.invalidations);
  readonly syncSettings = syncSettings;
  readonly setups = new FakeCompletedSetups();
  readonly directory = new RoomDirectory(this.rooms, this.sanctions, this.clock, this.invalidations);
  readonly access = new ModerationAccess(this.rooms);
  readonly sanctionWriter = new SanctionWriter(this.sanctions, this.guests, this.memberships, this.uow, this.clock);

  /** Puts a room into the world. */
  room(changes: Partial<Room> = {}): Room {
    const room = aRoom(changes);
    this.rooms.rooms.set(room.id, room);
    return room;
  }
}
