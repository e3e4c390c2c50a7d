import type { FrameBatch } from '../../../application/realtime';
import type { Stay } from '../../../application/rooms/enter-room';
import type { RoomEndReason, RoomSession } from '../../../application/rooms/room-session';
import { bannedFromRoom, mutedInRoom, notJoined, roomClosed, type Visitor } from '../../../domain/rooms';
import type { AppError } from '../../../shared/errors';
import type { Id } from '../../../shared/ids';
import type { AccountSocket } from '../../shared/account-socket';
import type { NamedSession } from './room-encoder';

/** What a member is told who must leave; nothing when the socket itself ends. */
const errorOfReason: Readonly<Partial<Record<RoomEndReason, () => AppError>>> = {
  kicked: notJoined,
  expelled: bannedFromRoom,
  banned: bannedFromRoom,
  closed: roomClosed,
};

/** One socket of an account in one room. */
export class ChatRoomSession implements RoomSession, NamedSession {
  readonly encoder: string;
  private stay: Stay | undefined;
  private isOver = false;

  constructor(
    readonly roomId: Id,
    readonly visitor: Visitor,
    private readonly socket: AccountSocket,
    private readonly onEnd: (session: ChatRoomSession) => void,
  ) {
    this.encoder = `${socket.encoder}-room`;
  }

  get userId(): Id {
    return this.socket.userId;
  }

  begin(stay: Stay): void {
    this.stay = stay;
    if (this.isOver) return stay.end();
    stay.begin();
  }

  deliver(batch: FrameBatch): void {
    this.socket.deliver(batch);
  }

  terminate(): void {
    this.socket.end('overflow');
  }

  tellMuted(): void {
    this.socket.tellError(mutedInRoom());
  }

  end(reason: RoomEndReason): void {
    if (this.isOver) return;
    this.leave();
    this.onEnd(this);
    const error = errorOfReason[reason]?.();
    if (error) this.socket.tellError(error);
  }

  /** Of one's own accord, or because the socket is gone. */
  leave(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.stay?.end();
  }
}
