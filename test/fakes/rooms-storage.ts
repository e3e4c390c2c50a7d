import { GuestDirectory } from '../../src/application/identity';
import {
  type RoomFigures,
  type RoomListQuery,
  RoomReader,
  type ServerFigures,
} from '../../src/application/rooms/room.reader';
import { RoomRepository } from '../../src/application/rooms/room.repository';
import {
  type MemberSanctions,
  type SanctionKind,
  SanctionRepository,
  SANCTIONS_PAGE_MAX,
  type ServerSanction,
} from '../../src/application/rooms/sanction.repository';
import { type Visit, VisitLog } from '../../src/application/rooms/visit-log';
import type { Clock } from '../../src/application/shared/clock';
import type { IdGenerator } from '../../src/application/shared/id-generator';
import type { UnitOfWork } from '../../src/application/shared/unit-of-work';
import { isSanctionActive, type Room, type Sanction } from '../../src/domain/rooms';
import { assert } from '../../src/shared/assert';
import { AppError } from '../../src/shared/errors';
import { compareIds, type Id } from '../../src/shared/ids';

const byId = (a: { readonly id: Id }, b: { readonly id: Id }): number => compareIds(a.id, b.id);

export class FakeRoomRepository extends RoomRepository {
  readonly rooms = new Map<Id, Room>();

  constructor(private readonly uow: UnitOfWork) {
    super();
  }

  async insert(room: Room): Promise<void> {
    assert(!this.rooms.has(room.id), 'a room is inserted once');
    this.rooms.set(room.id, room);
  }

  async find(roomId: Id): Promise<Room | undefined> {
    return this.rooms.get(roomId);
  }

  async lock(roomId: Id): Promise<Room | undefined> {
    assert(this.uow.active, 'a room is only locked inside a unit of work');
    return this.rooms.get(roomId);
  }

  async lockAndCountOpenOf(creatorId: Id): Promise<number> {
    assert(this.uow.active, 'rooms of an account are only counted inside a unit of work');
    const own = [...this.rooms.values()].filter((room) => room.creatorId === creatorId);
    return own.filter((room) => room.closedAtMs === undefined).length;
  }

  async update(room: Room): Promise<void> {
    const { peakUsers = 0, totalJoins = 0 } = this.rooms.get(room.id) ?? {};
    if (this.rooms.has(room.id)) this.rooms.set(room.id, { ...room, peakUsers, totalJoins });
  }
}

export class FakeRoomReader extends RoomReader {
  readonly figuresOfRooms = new Map<Id, RoomFigures>();

  constructor(private readonly repository: FakeRoomRepository) {
    super();
  }

  async list({ closed, access, after = '0', limit }: RoomListQuery): Promise<readonly Room[]> {
    return [...this.repository.rooms.values()]
      .filter((room) => (closed || room.closedAtMs === undefined) && compareIds(room.id, after) > 0)
      .filter((room) => access === undefined || room.access === access)
      .sort(byId)
      .slice(0, limit);
  }

  async figures(roomId: Id): Promise<RoomFigures> {
    const figures = this.figuresOfRooms.get(roomId);
    assert(figures, 'the test sets the figures of the room');
    return figures;
  }

  async serverFigures(): Promise<ServerFigures> {
    const rooms = [...this.repository.rooms.values()];
    const openRooms = rooms.filter((room) => room.closedAtMs === undefined).length;
    return { openRooms, closedRooms: rooms.length - openRooms, messages: 0 };
  }
}

export class FakeGuestDirectory extends GuestDirectory {
  readonly guests = new Map<string, Id>();
  readonly accounts = new Set<Id>();

  constructor(private readonly ids: IdGenerator) {
    super();
  }

  async ensure(externalId: string): Promise<Id> {
    const id = this.guests.get(externalId) ?? this.ids.next();
    this.guests.set(externalId, id);
    return id;
  }

  async isAccountId(userKey: string): Promise<boolean> {
    return this.accounts.has(userKey);
  }
}

interface StoredSanction extends ServerSanction {
  readonly kind: SanctionKind;
  readonly userId: Id;
}

export class FakeSanctionRepository extends SanctionRepository {
  private stored: StoredSanction[] = [];

  constructor(private readonly clock: Clock) {
    super();
  }

  async put(kind: SanctionKind, roomId: Id, userId: Id, sanction: Sanction): Promise<void> {
    this.drop(kind, roomId, sanction.userKey);
    this.stored.push({ ...sanction, kind, roomId, userId });
  }

  async remove(kind: SanctionKind, roomId: Id, userKey: string): Promise<boolean> {
    const removed = this.find(kind, roomId, userKey);
    this.drop(kind, roomId, userKey);
    return removed !== undefined;
  }

  async list(kind: SanctionKind, roomId: Id, after?: string): Promise<readonly Sanction[]> {
    const known = this.stored.find((one) => one.userKey === after);
    return this.active()
      .filter((one) => one.kind === kind && one.roomId === roomId && compareIds(one.userId, known?.userId ?? '0') > 0)
      .sort((a, b) => compareIds(a.userId, b.userId))
      .slice(0, SANCTIONS_PAGE_MAX)
      .map(toSanction);
  }

  async listServerWide(kind: SanctionKind, limit: number): Promise<readonly ServerSanction[]> {
    return this.active()
      .filter((one) => one.kind === kind)
      .sort((a, b) => b.createdAtMs - a.createdAtMs)
      .slice(0, limit)
      .map((one) => ({ ...toSanction(one), roomId: one.roomId }));
  }

  async count(kind: SanctionKind, roomId: Id): Promise<number> {
    return this.active().filter((one) => one.kind === kind && one.roomId === roomId).length;
  }

  async of(roomId: Id, userKey: string): Promise<MemberSanctions> {
    const ban = this.find('ban', roomId, userKey);
    const mute = this.find('mute', roomId, userKey);
    return { ...(ban && { ban: toSanction(ban) }), ...(mute && { mute: toSanction(mute) }) };
  }

  private find(kind: SanctionKind, roomId: Id, userKey: string): StoredSanction | undefined {
    return this.active().find((one) => one.kind === kind && one.roomId === roomId && one.userKey === userKey);
  }

  private drop(kind: SanctionKind, roomId: Id, userKey: string): void {
    this.stored = this.stored.filter((one) => one.kind !== kind || one.roomId !== roomId || one.userKey !== userKey);
  }

  private active(): StoredSanction[] {
    return this.stored.filter((one) => isSanctionActive(one, this.clock.nowMs()));
  }
}

const toSanction = ({ userKey, reason, createdAtMs, expiresAtMs }: StoredSanction): Sanction => ({
  userKey,
  ...(reason !== undefined && { reason }),
  createdAtMs,
  ...(expiresAtMs !== undefined && { expiresAtMs }),
});

export interface StoredVisit extends Omit<Visit, 'currentUsers'> {
  leftAtMs?: number;
  closedSeq?: number;
}

export class FakeVisitLog extends VisitLog {
  readonly visits = new Map<Id, StoredVisit>();
  /** Stays of other processes that `closeAbandoned` finds. */
  abandoned = 0;

  constructor(private readonly repository: FakeRoomRepository) {
    super();
  }

  async open({ currentUsers, ...visit }: Visit): Promise<void> {
    const room = this.repository.rooms.get(visit.roomId);
    if (!room) throw new AppError('not_found', 'not_found', 'what this refers to does not exist');
    this.visits.set(visit.id, visit);
    const { totalJoins, peakUsers } = room;
    const counters = { totalJoins: totalJoins + 1, peakUsers: Math.max(peakUsers, currentUsers) };
    this.repository.rooms.set(room.id, { ...room, ...counters });
  }

  async close({ id, roomId }: Pick<Visit, 'id' | 'roomId'>, leftAtMs: number): Promise<void> {
    const visit = this.visits.get(id);
    if (!visit || visit.leftAtMs !== undefined) return;
    const closedBefore = [...this.visits.values()].filter((one) => one.roomId === roomId && one.closedSeq).length;
    visit.leftAtMs = Math.max(leftAtMs, visit.joinedAtMs);
    visit.closedSeq = closedBefore + 1;
  }

  async closeAbandoned(): Promise<number> {
    const closed = this.abandoned;
    this.abandoned = 0;
    return closed;
  }

  async flush(): Promise<void> {
    await Promise.resolve();
  }
}
