import { type OccupantView, RoomOccupancy } from '../../src/application/rooms/room-occupancy';
import { type RoomSyncEvent, RoomSyncQueue } from '../../src/application/rooms/room-sync-queue';
import { type TicketClaims, TicketSigner } from '../../src/application/rooms/ticket-signer';
import {
  type DeliveryCounts,
  OutboxDeliveries,
  type DeliveryView,
} from '../../src/application/shared/outbox-deliveries';
import type { UnitOfWork } from '../../src/application/shared/unit-of-work';
import { assert } from '../../src/shared/assert';
import type { Id } from '../../src/shared/ids';

/** A schedule, and nothing else. */
export const syncSettings = { intervalSeconds: 300, pushesDefaultRooms: false };

/** Whoever a test puts inside. */
export class FakeRoomOccupancy extends RoomOccupancy {
  private readonly inside = new Map<Id, OccupantView[]>();

  get connections(): number {
    return [...this.inside.values()].flat().reduce((sum, occupant) => sum + occupant.connections, 0);
  }

  put(roomId: Id, userKey: string, more: Partial<OccupantView> = {}): void {
    const occupant: OccupantView = { userKey, isAdmin: false, joinedAtMs: 0, connections: 1, ...more };
    this.inside.set(roomId, [...this.users(roomId), occupant]);
  }

  count(roomId: Id): number {
    return this.users(roomId).length;
  }

  users(roomId: Id): readonly OccupantView[] {
    return this.inside.get(roomId) ?? [];
  }
}

export class FakeRoomSyncQueue extends RoomSyncQueue {
  readonly queued: { readonly roomId: Id; readonly event: RoomSyncEvent }[] = [];

  constructor(private readonly uow: UnitOfWork) {
    super();
  }

  async enqueue(roomId: Id, event: RoomSyncEvent): Promise<void> {
    assert(this.uow.active, 'a sync is queued in the transaction of its change');
    this.queued.push({ roomId, event });
  }
}

/** Tickets that anybody can read. */
export class PlainTicketSigner extends TicketSigner {
  sign(claims: TicketClaims): string {
    return JSON.stringify(claims);
  }

  verify(ticket: string): TicketClaims | undefined {
    const claims: TicketClaims = JSON.parse(ticket);
    return claims;
  }
}

/** An outbox of which only the counts are asked. */
export class FixedDeliveryCounts extends OutboxDeliveries {
  constructor(
    private readonly topic: string,
    private readonly fixed: DeliveryCounts,
  ) {
    super();
  }

  async counts(topic: string): Promise<DeliveryCounts> {
    assert(topic === this.topic, `nobody asks for ${topic}`);
    return this.fixed;
  }

  async list(): Promise<readonly DeliveryView[]> {
    return [];
  }

  async retry(): Promise<void> {}

  async removeOld(): Promise<number> {
    return 0;
  }
}
