import { type OnGatewayConnection, type OnGatewayInit, WebSocketGateway } from '@nestjs/websockets';
import type { Namespace, Socket } from 'socket.io';
import { ChannelHub } from '../../../application/realtime';
import { Logger } from '../../../application/shared/logger';
import { Metrics } from '../../../application/shared/metrics';
import { ConnectionGuard } from '../../shared/connection-guard';
import { presentAnySocketError } from '../socket-errors';
import { type Handshake, Handshakes } from './handshake';
import { RoomsSocket } from './rooms-socket';
import { RoomsSocketServices } from './rooms-socket-services';
import { ROOMS_NAMESPACE, socketIoEncoder } from './socketio-frames';

/**
 * The Socket.IO namespace `/rooms`. Events are taken by one listener per socket and not by `@SubscribeMessage`: Nest runs
 * handlers of one socket side by side and leaves unknown events unanswered.
 */
@WebSocketGateway({ namespace: ROOMS_NAMESPACE })
export class RoomsGateway implements OnGatewayInit<Namespace>, OnGatewayConnection<Socket> {
  private readonly handshakes = new WeakMap<Socket, Handshake>();

  constructor(
    private readonly services: RoomsSocketServices,
    private readonly guard: ConnectionGuard,
    private readonly reader: Handshakes,
    private readonly metrics: Metrics,
    private readonly logger: Logger,
    hub: ChannelHub,
  ) {
    hub.register(socketIoEncoder, 'rooms');
  }

  /** A refused handshake is a `connect_error` whose `data` is the error. */
  afterInit(namespace: Namespace): void {
    namespace.use((socket, next) => {
      this.reader.read(socket.handshake.auth).then(
        (handshake) => {
          this.remember(socket, handshake);
          next();
        },
        (error: unknown) => {
          const problem = presentAnySocketError(error, this.logger);
          next(Object.assign(new Error(problem.message), { data: problem }));
        },
      );
    });
  }

  /** The client may have gone meanwhile, and is then never told to be connected. */
  private remember(socket: Socket, handshake: Handshake): void {
    this.handshakes.set(socket, handshake);
    const { access } = handshake;
    if (!access) return;
    if (socket.conn.readyState === 'open') socket.conn.once('close', () => access.close());
    else access.close();
  }

  handleConnection(socket: Socket): void {
    const handshake = this.handshakes.get(socket);
    if (!handshake) return void socket.disconnect(true);
    const roomsSocket = new RoomsSocket(socket, handshake, this.services, this.guard);
    this.metrics.connectionOpened('rooms', 'socketio');
    socket.once('disconnect', (reason) => {
      this.metrics.connectionClosed('rooms', 'socketio', reason.replaceAll(' ', '_'));
      this.logger.debug('a Socket.IO client left', { reason, rooms: roomsSocket.rooms.size });
    });
  }
}
