import { Injectable } from '@nestjs/common';
import { AdmitVisitor } from '../../../application/rooms/admit-visitor';
import { BecomeRoomMember } from '../../../application/rooms/become-room-member';
import { EndRoomMembership } from '../../../application/rooms/end-room-membership';
import { EnterRoom } from '../../../application/rooms/enter-room';
import { RoomMembershipRepository } from '../../../application/rooms/room-membership.repository';
import { SignalRoom } from '../../../application/rooms/signal-room';
import { Logger } from '../../../application/shared/logger';
import { MEMBER_ROOMS_MAX, notJoined } from '../../../domain/rooms';
import { isAppError } from '../../../shared/errors';
import type { Id } from '../../../shared/ids';
import type { AccountSocket } from '../../shared/account-socket';
import { ChatRoomSession } from './chat-room-session';

/** The way into rooms and out of them, for all sockets of the dialect. */
@Injectable()
export class RoomDoors {
  constructor(
    readonly admitVisitor: AdmitVisitor,
    readonly enterRoom: EnterRoom,
    readonly becomeMember: BecomeRoomMember,
    readonly endMembership: EndRoomMembership,
    readonly memberships: RoomMembershipRepository,
    readonly signals: SignalRoom,
    readonly logger: Logger,
  ) {}
}

/** The rooms that one socket is in: those its owner is a member of. */
export class RoomStays {
  private readonly inside = new Map<Id, Promise<ChatRoomSession>>();
  private isOver = false;

  constructor(
    private readonly socket: AccountSocket,
    private readonly doors: RoomDoors,
  ) {}

  /** Takes the socket into the rooms of its owner, one after the other. Never rejects. */
  async enterOwn(): Promise<void> {
    try {
      const roomIds = await this.doors.memberships.roomIdsOf(this.socket.userId, MEMBER_ROOMS_MAX);
      for (const roomId of roomIds) {
        if (this.isOver) return;
        await this.enter(roomId).catch((error: unknown) => this.noteRefusal(roomId, error));
      }
    } catch (error) {
      this.doors.logger.warn('the rooms of a member could not be read', { userId: this.socket.userId, error });
      this.socket.end('overflow');
    }
  }

  /** @throws AppError as admitting and entering do, `member_rooms_max` */
  async join(roomId: Id): Promise<ChatRoomSession> {
    const session = await this.enter(roomId);
    try {
      await this.doors.becomeMember.execute(this.socket.actor, session.roomId);
      return session;
    } catch (error) {
      this.forget(session);
      throw error;
    }
  }

  /** Also of a room that the socket is not in. @returns the stay that ended here */
  async leave(roomId: Id): Promise<ChatRoomSession | undefined> {
    const session = await this.inside.get(roomId)?.catch(() => undefined);
    await this.doors.endMembership.execute(this.socket.actor, roomId);
    if (session) this.forget(session);
    return session;
  }

  /** @throws AppError `not_joined` */
  async typing(roomId: Id, isTyping: boolean): Promise<void> {
    const session = await this.inside.get(roomId);
    if (!session) throw notJoined();
    this.doors.signals.typing(roomId, session.visitor, !isTyping);
  }

  /** The socket is gone. */
  end(): void {
    this.isOver = true;
    for (const entering of this.inside.values()) {
      void entering.then(
        (session) => session.leave(),
        () => undefined,
      );
    }
    this.inside.clear();
  }

  private enter(roomId: Id): Promise<ChatRoomSession> {
    const existing = this.inside.get(roomId);
    if (existing) return existing;
    const entering = this.comeIn(roomId);
    this.inside.set(roomId, entering);
    entering.catch(() => {
      if (this.inside.get(roomId) === entering) this.inside.delete(roomId);
    });
    return entering;
  }

  private async comeIn(roomId: Id): Promise<ChatRoomSession> {
    const { actor } = this.socket;
    const admission = await this.doors.admitVisitor.execute({ roomId, userKey: actor.userId, account: actor });
    const session = new ChatRoomSession(roomId, admission.visitor, this.socket, (one) => this.forget(one));
    const { stay } = await this.doors.enterRoom.execute({ admission, session });
    session.begin(stay);
    if (this.isOver) session.leave();
    return session;
  }

  private forget(session: ChatRoomSession): void {
    session.leave();
    this.inside.delete(session.roomId);
  }

  /** Somebody who is banned, or a room that is full: the membership stays, the socket is not inside. */
  private noteRefusal(roomId: Id, error: unknown): void {
    if (isAppError(error)) this.doors.logger.debug('a member is not let into a room', { roomId, error });
    else this.doors.logger.warn('a member could not be taken into a room', { roomId, error });
  }
}
