import { Module, type OnModuleInit } from '@nestjs/common';
import { HttpErrorPresenters } from '../presentation/shared/http-error-presenters';
import { roomsHttpErrors } from '../presentation/rooms/errors';
import { RawCommands } from '../presentation/rooms/raw/raw-commands';
import { RawRoomsController } from '../presentation/rooms/raw/raw-rooms.controller';
import { RawRoomsRoute } from '../presentation/rooms/raw/raw-rooms.route';
import { RoomCommands } from '../presentation/rooms/room-commands';
import { Handshakes } from '../presentation/rooms/socketio/handshake';
import { RoomsGateway } from '../presentation/rooms/socketio/rooms.gateway';
import { RoomsSocketServices } from '../presentation/rooms/socketio/rooms-socket-services';
import { SocketIoCommands } from '../presentation/rooms/socketio/socketio-commands';
import { MessagingModule } from './messaging.module';
import { managementControllers, roomManagement } from './rooms-management.module';
import { RoomsModule } from './rooms.module';
import { SyncModule } from './sync.module';

/** The rooms dialect: management API, raw WebSocket, Socket.IO. */
@Module({
  imports: [RoomsModule, MessagingModule, SyncModule],
  controllers: [...managementControllers, RawRoomsController],
  providers: [
    ...roomManagement,
    RoomCommands,
    RawCommands,
    RawRoomsRoute,
    SocketIoCommands,
    RoomsSocketServices,
    Handshakes,
    RoomsGateway,
  ],
})
export class RoomsDialectModule implements OnModuleInit {
  constructor(private readonly errors: HttpErrorPresenters) {}

  onModuleInit(): void {
    this.errors.register('rooms', roomsHttpErrors);
  }
}
