import { Module, type Provider } from '@nestjs/common';
import { GuestDirectory, OperatorKey } from '../application/identity';
import { BanVisitor } from '../application/rooms/ban-visitor';
import { CloseRoom } from '../application/rooms/close-room';
import { CreateRoom } from '../application/rooms/create-room';
import { IssueTicket } from '../application/rooms/issue-ticket';
import { KickVisitor } from '../application/rooms/kick-visitor';
import { ListRooms } from '../application/rooms/list-rooms';
import { ListSanctions } from '../application/rooms/list-sanctions';
import { ModerationAccess } from '../application/rooms/moderation-access';
import { MuteVisitor } from '../application/rooms/mute-visitor';
import { ReadRoom } from '../application/rooms/read-room';
import { ReadRoomStats } from '../application/rooms/read-room-stats';
import { ReadServerStats } from '../application/rooms/read-server-stats';
import { RoomReader } from '../application/rooms/room.reader';
import { RoomMembershipRepository } from '../application/rooms/room-membership.repository';
import { RoomRepository } from '../application/rooms/room.repository';
import { SanctionRepository } from '../application/rooms/sanction.repository';
import { SanctionWriter } from '../application/rooms/sanction-writer';
import { TicketSigner } from '../application/rooms/ticket-signer';
import { UnbanVisitor } from '../application/rooms/unban-visitor';
import { UnmuteVisitor } from '../application/rooms/unmute-visitor';
import { UpdateRoom } from '../application/rooms/update-room';
import { CompletedSetups } from '../application/shared/completed-setups';
import { VisitLog } from '../application/rooms/visit-log';
import { TypeOrmGuestDirectory } from '../infrastructure/persistence/identity/typeorm-guest-directory';
import { TypeOrmCompletedSetups } from '../infrastructure/persistence/platform/typeorm-completed-setups';
import { TypeOrmRoomMembershipRepository } from '../infrastructure/persistence/rooms/typeorm-room-membership.repository';
import { TypeOrmRoomReader } from '../infrastructure/persistence/rooms/typeorm-room.reader';
import { TypeOrmRoomRepository } from '../infrastructure/persistence/rooms/typeorm-room.repository';
import { TypeOrmSanctionRepository } from '../infrastructure/persistence/rooms/typeorm-sanction.repository';
import { TypeOrmVisitLog } from '../infrastructure/persistence/rooms/typeorm-visit-log';
import { JwtTicketSigner } from '../infrastructure/security/jwt-ticket-signer';
import { Sha256OperatorKey } from '../infrastructure/security/sha256-operator-key';
import { ManagementHealthController } from '../presentation/rooms/management/management-health.controller';
import { RoomMessagesController } from '../presentation/rooms/management/room-messages.controller';
import { RoomModerationController } from '../presentation/rooms/management/room-moderation.controller';
import { RoomsController } from '../presentation/rooms/management/rooms.controller';
import { ServerViewController } from '../presentation/rooms/management/server-view.controller';

/** Ports of the rooms and identity contexts that the database and secrets serve. Needs no other rooms module. */
export const roomAdapters: Provider[] = [
  { provide: RoomRepository, useClass: TypeOrmRoomRepository },
  { provide: RoomReader, useClass: TypeOrmRoomReader },
  { provide: RoomMembershipRepository, useClass: TypeOrmRoomMembershipRepository },
  { provide: CompletedSetups, useClass: TypeOrmCompletedSetups },
  { provide: SanctionRepository, useClass: TypeOrmSanctionRepository },
  { provide: VisitLog, useClass: TypeOrmVisitLog },
  { provide: GuestDirectory, useClass: TypeOrmGuestDirectory },
  { provide: TicketSigner, useClass: JwtTicketSigner },
  { provide: OperatorKey, useClass: Sha256OperatorKey },
];

@Module({ providers: roomAdapters, exports: roomAdapters })
export class RoomAdaptersModule {}

/** Use cases of operators and of those who moderate a room. */
export const roomManagement: Provider[] = [
  ModerationAccess,
  SanctionWriter,
  CreateRoom,
  UpdateRoom,
  CloseRoom,
  ReadRoom,
  ListRooms,
  ReadRoomStats,
  ReadServerStats,
  ListSanctions,
  BanVisitor,
  UnbanVisitor,
  MuteVisitor,
  UnmuteVisitor,
  KickVisitor,
  IssueTicket,
];

export const managementControllers = [
  ManagementHealthController,
  RoomsController,
  RoomModerationController,
  RoomMessagesController,
  ServerViewController,
];
