import { ChannelHub, MessageFanOut } from '../../src/application/realtime';
import { type Admission, AdmitVisitor, type AdmitVisitorInput } from '../../src/application/rooms/admit-visitor';
import { roomKey, roomMemberKey } from '../../src/application/rooms/cache-keys';
import { EnterRoom, type RoomEntry } from '../../src/application/rooms/enter-room';
import { LeaveRoom } from '../../src/application/rooms/leave-room';
import { LiveRooms } from '../../src/application/rooms/live-rooms';
import { RoomChannelPolicy } from '../../src/application/rooms/room-channel-policy';
import { RoomMemberships } from '../../src/application/rooms/room-memberships';
import { RoomDirectory } from '../../src/application/rooms/room-directory';
import type { MemberSanctions, SanctionKind } from '../../src/application/rooms/sanction.repository';
import type { Visit } from '../../src/application/rooms/visit-log';
import type { Room, RoomUserRemoved, Sanction, Visitor } from '../../src/domain/rooms';
import { InProcessEventBus } from '../../src/infrastructure/events/in-process-event-bus';
import { InvalidationHub } from '../../src/infrastructure/persistence/invalidation-hub';
import type { Id } from '../../src/shared/ids';
import { FakeUserDirectory } from './direct-channels';
import { aRoom } from '../builders/rooms-room';
import { FakeMessageReader } from './messaging';
import { DeliveryMetrics, NamingEncoder } from './realtime';
import { SilentLogger } from './rooms-log';
import { FakeUnitOfWork, ManualClock, SequentialIds } from './rooms-platform';
import { FakeGuestDirectory, FakeRoomRepository, FakeSanctionRepository, FakeVisitLog } from './rooms-storage';
import { FakeRoomSession, ReadableTicketSigner } from './sessions';
import { ManualTimers } from './timers';
import { FakeRoomMembershipRepository } from './room-memberships';

type Hook = () => Promise<void> | void;

/** Rooms whose reading a test may stop or fail. */
class StoppableRooms extends FakeRoomRepository {
  before: Hook = () => undefined;
  finds = 0;

  override async find(roomId: Id): Promise<Room | undefined> {
    this.finds += 1;
    const found = await super.find(roomId);
    await this.before();
    return found;
  }
}

class StoppableSanctions extends FakeSanctionRepository {
  before: Hook = () => undefined;

  override async of(roomId: Id, userKey: string): Promise<MemberSanctions> {
    const found = await super.of(roomId, userKey);
    await this.before();
    return found;
  }
}

class StoppableVisits extends FakeVisitLog {
  before: Hook = () => undefined;
  beforeClose: Hook = () => undefined;

  override async open(visit: Visit): Promise<void> {
    await this.before();
    await super.open(visit);
  }

  override async close(visit: Pick<Visit, 'id' | 'roomId'>, leftAtMs: number): Promise<void> {
    await this.beforeClose();
    await super.close(visit, leftAtMs);
  }
}

/** Rooms that people really enter, in memory: everything from the admission to the fan-out. */
export class LiveWorld {
  readonly clock = new ManualClock();
  readonly timers = new ManualTimers(this.clock);
  readonly ids = new SequentialIds(this.clock);
  readonly logger = new SilentLogger();
  readonly bus = new InProcessEventBus(this.logger);
  readonly invalidations = new InvalidationHub(this.logger);
  readonly uow = new FakeUnitOfWork();
  readonly rooms = new StoppableRooms(this.uow);
  readonly sanctions = new StoppableSanctions(this.clock);
  readonly visits = new StoppableVisits(this.rooms);
  readonly guests = new FakeGuestDirectory(this.ids);
  readonly reader = new FakeMessageReader();
  readonly hub = new ChannelHub(this.reader, this.timers, new DeliveryMetrics(), this.logger);
  readonly fanOut = new MessageFanOut(this.bus, this.hub);
  readonly directory = new RoomDirectory(this.rooms, this.sanctions, this.clock, this.invalidations);
  readonly live = new LiveRooms(
    this.directory,
    this.hub,
    this.clock,
    this.timers,
    this.logger,
    this.bus,
    this.invalidations,
  );
  readonly members = new FakeRoomMembershipRepository(this.uow, this.rooms);
  readonly memberships = new RoomMemberships(this.members, this.uow, this.invalidations);
  readonly users = new FakeUserDirectory();
  readonly policy = new RoomChannelPolicy(this.directory, this.live, this.guests, this.memberships, this.users);
  readonly tickets = new ReadableTicketSigner(this.clock);
  readonly settings = { trustUserId: false, defaultRooms: [] };
  readonly admitVisitor = new AdmitVisitor(
    this.directory,
    this.live,
    this.guests,
    this.tickets,
    this.settings,
    this.users,
  );
  readonly leaveRoom = new LeaveRoom(this.live, this.hub, this.visits, this.clock, this.logger);
  readonly enterRoom = new EnterRoom(
    this.live,
    this.hub,
    this.directory,
    this.reader,
    this.visits,
    this.ids,
    this.leaveRoom,
  );

  constructor() {
    this.hub.register(new NamingEncoder(), 'rooms');
  }

  /** Puts a room into the world. */
  room(changes: Partial<Room> = {}): Room {
    const room = aRoom(changes);
    this.rooms.rooms.set(room.id, room);
    this.reader.messages.open(room.id);
    return room;
  }

  /** What an operator's change does: stored, then told. */
  change(roomId: Id, changes: Partial<Room>): void {
    const room = this.rooms.rooms.get(roomId);
    if (room) this.rooms.rooms.set(roomId, { ...room, ...changes });
    this.invalidations.publish(roomKey(roomId));
  }

  /** Stores a ban or mute and tells the caches; without the event that evicts. */
  async sanction(kind: SanctionKind, userKey: string, changes: Partial<Sanction> = {}, roomId = '1000'): Promise<void> {
    await this.sanctions.put(kind, roomId, '1', { userKey, createdAtMs: this.clock.nowMs(), ...changes });
    this.invalidations.publish(roomMemberKey(roomId, userKey));
  }

  /** As {@link sanction}, and puts the banned one out. */
  async ban(userKey: string, how: RoomUserRemoved['how'] = 'banned', roomId = '1000'): Promise<void> {
    await this.sanction('ban', userKey, {}, roomId);
    const event: RoomUserRemoved = { type: 'room.user_removed', channelId: roomId, userKey, how, mayReturn: false };
    this.bus.publish(event);
  }

  admit(userKey: string, input: Partial<AdmitVisitorInput> = {}): Promise<Admission> {
    return this.admitVisitor.execute({ roomId: '1000', userKey, ...input });
  }

  /** Admission to room 1000, entering, and the initial state written. */
  async enter(userKey: string, input: Partial<AdmitVisitorInput> = {}): Promise<FakeRoomSession> {
    const { session } = await this.enterAs(await this.admit(userKey, input));
    return session;
  }

  async enterAs(
    admission: Admission,
    session = new FakeRoomSession(),
  ): Promise<{ session: FakeRoomSession; entry: RoomEntry }> {
    const entry = await this.enterRoom.execute({ admission, session });
    session.begin(entry.stay);
    return { session, entry };
  }

  /** Leave to enter for somebody whom no dialect can admit yet, such as an account. */
  admissionOf(room: Room, visitor: Visitor): Admission {
    return { room, visitor, reservation: this.live.reserve(room, visitor.userKey) };
  }

  /** Everything due now is written to the sessions. */
  flush(): void {
    this.timers.endTick();
    for (const channelId of this.hub.liveChannelIds) this.hub.flush(channelId);
  }
}
