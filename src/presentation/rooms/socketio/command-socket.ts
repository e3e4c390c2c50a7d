import type { Id } from '../../../shared/ids';
import type { Handshake } from './handshake';
import type { SessionSocket, SocketIoRoomSession } from './socketio-room-session';

/** Rooms one socket may be in. */
export const ROOMS_PER_SOCKET_MAX = 100;

/** A socket as its commands see it. */
export interface CommandSocket extends SessionSocket {
  readonly rooms: ReadonlyMap<Id, SocketIoRoomSession>;
  readonly handshake: Handshake;
  readonly address: string;
  readonly isConnected: boolean;
  add(session: SocketIoRoomSession): void;
}
