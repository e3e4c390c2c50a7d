import { Injectable } from '@nestjs/common';
import { AdmitVisitor } from '../../../application/rooms/admit-visitor';
import { BecomeRoomMember } from '../../../application/rooms/become-room-member';
import { EndRoomMembership } from '../../../application/rooms/end-room-membership';
import { EnterRoom } from '../../../application/rooms/enter-room';
import { RoomMembershipRepository } from '../../../application/rooms/room-membership.repository';
import { SignalRoom } from '../../../application/rooms/signal-room';
import { EventBus } from '../../../application/shared/event-bus';
import { Logger } from '../../../application/shared/logger';
import { MEMBER_ROOMS_MAX, notJoined, type RoomMembershipBegan, type RoomMembershipEnded } from '../../../domain/rooms';
import { isAppError } from '../../../shared/errors';
import type { Id } from '../../../shared/ids';
import type { AccountSocket } from '../../shared/account-socket';
import { ChatRoomSession } from './chat-room-session';

/** The way into rooms and out of them, for all sockets of the dialect. */
@Injectable()
export class RoomDoors {
  private readonly stays = new Map<Id, Set<RoomStays>>();

  constructor(
    readonly admitVisitor: AdmitVisitor,
    readonly enterRoom: EnterRoom,
    readonly becomeMember: BecomeRoomMember,
    readonly endMembership: EndRoomMembership,
    readonly memberships: RoomMembershipRepository,
    readonly signals: SignalRoom,
    readonly logger: Logger,
    bus: EventBus,
  ) {
    bus.subscribe<RoomMembershipBegan>('room.membership_began', ({ channelId, userKey }) => {
      for (const stays of this.stays.get(userKey) ?? []) void stays.membershipBegan(channelId);
    });
    bus.subscribe<RoomMembershipEnded>('room.membership_ended', ({ channelId, userKey }) => {
      for (const stays of this.stays.get(userKey) ?? []) void stays.membershipEnded(channelId);
    });
  }

  /** Made known to the stays of the same account. @returns how they are forgotten */
  open(userId: Id, stays: RoomStays): () => void {
    const all = this.stays.get(userId) ?? new Set<RoomStays>();
    this.stays.set(userId, all.add(stays));
    return () => {
      all.delete(stays);
      if (all.size === 0) this.stays.delete(userId);
    };
  }
}

/** The rooms that one socket is in: those its owner is a member of. */
export class RoomStays {
  private readonly inside = new Map<Id, Promise<ChatRoomSession>>();
  private forgetStays: (() => void) | undefined;
  private isOver = false;

  constructor(
    private readonly socket: AccountSocket,
    private readonly doors: RoomDoors,
    /** Told when the owner has joined on another socket. */
    private readonly onJoined: (session: ChatRoomSession) => void,
    /** Told when the owner has left, on whichever socket. */
    private readonly onLeft: (session: ChatRoomSession) => void,
  ) {}

  /**
   * Takes the socket into the rooms of its owner, one after the other, but those that refuse it. Call it once; pair it
   * with `end`, also when it fails.
   * @throws when the memberships cannot be read, or a room cannot be entered now: the client would miss what is said there
   */
  async enterOwn(): Promise<void> {
    this.forgetStays = this.doors.open(this.socket.userId, this);
    const roomIds = await this.doors.memberships.roomIdsOf(this.socket.userId, MEMBER_ROOMS_MAX);
    for (const roomId of roomIds) {
      if (!this.socket.isOpen) return;
      await this.enter(roomId).catch((error: unknown) => this.noteRefusal(roomId, error));
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

  /** For good and on all sockets of the owner; also of a room that this one is not in. */
  async leave(roomId: Id): Promise<void> {
    await this.doors.endMembership.execute(this.socket.actor, roomId);
  }

  /** On whichever socket. Never rejects. */
  async membershipBegan(roomId: Id): Promise<void> {
    if (this.isOver || this.inside.has(roomId)) return;
    try {
      this.onJoined(await this.enter(roomId));
    } catch (error) {
      this.refusedOrEnded(roomId, error);
    }
  }

  async membershipEnded(roomId: Id): Promise<void> {
    const session = await this.inside.get(roomId)?.catch(() => undefined);
    if (!session) return;
    this.forget(session);
    this.onLeft(session);
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
    this.forgetStays?.();
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
    const { stay } = await this.doors.enterRoom.execute({ admission, session, withoutHistory: true });
    session.begin(stay);
    if (this.isOver) session.leave();
    return session;
  }

  private forget(session: ChatRoomSession): void {
    session.leave();
    this.inside.delete(session.roomId);
  }

  /** Rather no socket than one that misses what is said in a room without knowing. */
  private refusedOrEnded(roomId: Id, error: unknown): void {
    try {
      this.noteRefusal(roomId, error);
    } catch {
      this.doors.logger.warn('a member could not be taken into a room', { roomId, error });
      this.socket.end('overflow');
    }
  }

  /**
   * Somebody who is banned, or a room that is full: the membership stays, the socket is not inside.
   * @throws `error` when it is no refusal
   */
  private noteRefusal(roomId: Id, error: unknown): void {
    if (!isAppError(error) || error.kind === 'unavailable' || error.kind === 'limited') throw error;
    this.doors.logger.debug('a member is not let into a room', { roomId, error });
  }
}
