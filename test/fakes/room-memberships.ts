import { RoomMembershipRepository } from '../../src/application/rooms/room-membership.repository';
import { CompletedSetups } from '../../src/application/shared/completed-setups';
import type { UnitOfWork } from '../../src/application/shared/unit-of-work';
import { assert } from '../../src/shared/assert';
import type { Id } from '../../src/shared/ids';
import type { FakeRoomRepository } from './rooms-storage';

/** Members of rooms, in the order in which they joined. */
export class FakeRoomMembershipRepository extends RoomMembershipRepository {
  readonly members: { readonly roomId: Id; readonly userId: Id }[] = [];

  constructor(
    private readonly uow: UnitOfWork,
    private readonly rooms: FakeRoomRepository,
  ) {
    super();
  }

  async isMember(roomId: Id, userId: Id): Promise<boolean> {
    return this.find(roomId, userId) !== undefined;
  }

  async roomIdsOf(userId: Id, limit: number): Promise<readonly Id[]> {
    const own = this.members.filter((one) => one.userId === userId).map((one) => one.roomId);
    const open = own.filter((roomId) => this.rooms.rooms.get(roomId)?.closedAtMs === undefined);
    return open.reverse().slice(0, limit);
  }

  async add(roomId: Id, userId: Id): Promise<boolean> {
    assert(this.uow.active, 'a member is only added inside a unit of work');
    if (this.find(roomId, userId)) return false;
    this.members.push({ roomId, userId });
    return true;
  }

  async remove(roomId: Id, userId: Id): Promise<boolean> {
    assert(this.uow.active, 'a member is only removed inside a unit of work');
    const found = this.find(roomId, userId);
    if (found) this.members.splice(this.members.indexOf(found), 1);
    return found !== undefined;
  }

  private find(roomId: Id, userId: Id): { readonly roomId: Id; readonly userId: Id } | undefined {
    return this.members.find((one) => one.roomId === roomId && one.userId === userId);
  }
}

export class FakeCompletedSetups extends CompletedSetups {
  readonly names = new Set<string>();

  async complete(name: string): Promise<boolean> {
    const isFirst = !this.names.has(name);
    this.names.add(name);
    return isFirst;
  }
}
