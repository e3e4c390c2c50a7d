import type { FrameBatch } from '../../../application/realtime';
import type { Stay } from '../../../application/rooms/enter-room';
import type { RoomEndReason, RoomSession } from '../../../application/rooms/room-session';
import type { Visitor } from '../../../domain/rooms';
import type { Id } from '../../../shared/ids';
import type { RoomMember } from '../room-commands';
import { SOCKETIO_ENCODER } from './socketio-frames';

/** The socket a session belongs to. */
export interface SessionSocket {
  deliver(batch: FrameBatch): void;
  emit(event: string, payload: object): void;
  forget(session: SocketIoRoomSession): void;
  terminate(reason: string): void;
  /** Closes the connection so that the client comes back by itself. */
  closeForRestart(): void;
}

/** One Socket.IO socket's stay in one of its rooms. */
export class SocketIoRoomSession implements RoomSession, RoomMember {
  readonly encoder = SOCKETIO_ENCODER;
  private stay: Stay | undefined;
  private hasEnded = false;
  private isSuperseded = false;

  constructor(
    readonly roomId: Id,
    readonly visitor: Visitor,
    private readonly socket: SessionSocket,
  ) {}

  get isOver(): boolean {
    return this.hasEnded;
  }

  /** While true the session ends without a word: the same socket is joining the room anew. */
  supersede(isSuperseded: boolean): void {
    this.isSuperseded = isSuperseded;
  }

  begin(stay: Stay): void {
    this.stay = stay;
    if (this.isOver) stay.end();
    else stay.begin();
  }

  deliver(batch: FrameBatch): void {
    this.socket.deliver(batch);
  }

  terminate(reason: string): void {
    this.socket.terminate(reason);
  }

  /** Everybody in the room gets `user:muted`, the muted one too. */
  tellMuted(): void {}

  end(reason: RoomEndReason): void {
    if (this.isOver) return;
    if (!this.isSuperseded) this.tellEnd(reason);
    this.finish();
    if (reason === 'stopping') this.socket.closeForRestart();
  }

  /** Leaves without a word: the socket asked for it, joins anew, or is gone. */
  finish(): void {
    if (this.isOver) return;
    this.hasEnded = true;
    this.socket.forget(this);
    this.stay?.end();
  }

  private tellEnd(reason: RoomEndReason): void {
    const person = { room_id: this.roomId, user_id: this.visitor.userKey };
    const room = { room_id: this.roomId };
    switch (reason) {
      case 'kicked':
      case 'expelled':
      case 'revoked':
        return this.socket.emit('user:kicked', person);
      case 'banned':
        return this.socket.emit('user:banned', person);
      case 'closed':
        return this.socket.emit('room:closed', room);
      case 'replaced':
        return this.socket.emit('session:replaced', room);
      case 'stopping':
        return this.socket.emit('system', { ...room, message: 'the server is stopping' });
    }
  }
}
