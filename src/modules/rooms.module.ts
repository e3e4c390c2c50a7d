import {
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleInit,
  type Provider,
} from '@nestjs/common';
import { AdmitVisitor } from '../application/rooms/admit-visitor';
import { BecomeRoomMember } from '../application/rooms/become-room-member';
import { EndAbandonedVisits } from '../application/rooms/end-abandoned-visits';
import { EndRoomMembership } from '../application/rooms/end-room-membership';
import { EnterRoom } from '../application/rooms/enter-room';
import { LeaveRoom } from '../application/rooms/leave-room';
import { ListOpenRooms } from '../application/rooms/list-open-rooms';
import { LiveRooms } from '../application/rooms/live-rooms';
import { RoomChannelPolicy } from '../application/rooms/room-channel-policy';
import { RoomDirectory } from '../application/rooms/room-directory';
import { RoomMemberships } from '../application/rooms/room-memberships';
import { RoomOccupancy } from '../application/rooms/room-occupancy';
import { SeedRooms } from '../application/rooms/seed-rooms';
import { SignalRoom } from '../application/rooms/signal-room';
import { VisitorAccounts } from '../application/rooms/visitor-accounts';
import { VisitLog } from '../application/rooms/visit-log';
import { SocketDrain } from '../presentation/shared/socket-drain';
import { RoomAdaptersModule } from './rooms-management.module';

const providers: Provider[] = [
  RoomDirectory,
  LiveRooms,
  { provide: RoomOccupancy, useExisting: LiveRooms },
  RoomMemberships,
  RoomChannelPolicy,
  BecomeRoomMember,
  EndRoomMembership,
  ListOpenRooms,
  SeedRooms,
  AdmitVisitor,
  EndAbandonedVisits,
  EnterRoom,
  LeaveRoom,
  SignalRoom,
  VisitorAccounts,
];

/** Rooms with people in them. */
@Module({ imports: [RoomAdaptersModule], providers, exports: [...providers, RoomAdaptersModule] })
export class RoomsModule implements OnModuleInit, OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    private readonly live: LiveRooms,
    private readonly visits: VisitLog,
    private readonly endAbandonedVisits: EndAbandonedVisits,
    private readonly seedRooms: SeedRooms,
    private readonly drain: SocketDrain,
  ) {}

  onModuleInit(): void {
    this.drain.register(() => this.live.endAll('stopping'));
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.endAbandonedVisits.execute();
    await this.seedRooms.execute();
  }

  /** The sockets are closed by now: every stay has ended. */
  async onApplicationShutdown(): Promise<void> {
    await this.visits.flush();
  }
}
