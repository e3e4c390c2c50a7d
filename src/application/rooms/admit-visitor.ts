import { Injectable } from '@nestjs/common';
import {
  bannedFromRoom,
  checkNickname,
  checkOutsideUserId,
  identityNotProven,
  namesOf,
  type Room,
  roomClosed,
  type Visitor,
} from '../../domain/rooms';
import type { Id } from '../../shared/ids';
import { GuestDirectory, UserDirectory } from '../identity';
import type { AccountActor } from '../shared/actor';
import { accountName } from './account-name';
import { LiveRooms, type Reservation } from './live-rooms';
import { RoomDirectory } from './room-directory';
import { RoomsSettings } from './rooms-settings';
import { type TicketClaims, TicketSigner } from './ticket-signer';

export interface AdmitVisitorInput {
  readonly roomId: Id;
  readonly userKey: string;
  readonly nickname?: string;
  readonly ticket?: string;
  /** Whose token the visitor has shown. */
  readonly account?: AccountActor;
}

/** Leave to enter: the place is kept until `reservation.release`, which the entering calls when it is done. */
export interface Admission {
  readonly room: Room;
  readonly visitor: Visitor;
  readonly reservation: Reservation;
}

/** Decides whether somebody may enter a room, before any connection is set up. */
@Injectable()
export class AdmitVisitor {
  constructor(
    private readonly directory: RoomDirectory,
    private readonly live: LiveRooms,
    private readonly guests: GuestDirectory,
    private readonly tickets: TicketSigner,
    private readonly settings: RoomsSettings,
    private readonly users: UserDirectory,
  ) {}

  /**
   * @throws AppError `invalid` (user id, nickname), `not_found`, `room_closed`, `unauthenticated` (bad ticket, somebody
   *   else's token, or an identity that needs proof), `banned`, `room_full`
   */
  async execute(input: AdmitVisitorInput): Promise<Admission> {
    checkOutsideUserId(input.userKey);
    checkNickname(input.nickname);
    const room = await this.directory.require(input.roomId);
    if (room.closedAtMs !== undefined) throw roomClosed();
    const visitor = await this.identify(room, input);
    const { ban } = await this.directory.sanctionsOf(room.id, visitor.userKey);
    if (ban) throw bannedFromRoom();
    return { room, visitor, reservation: this.live.reserve(room, visitor.userKey) };
  }

  private async identify(room: Room, input: AdmitVisitorInput): Promise<Visitor> {
    const claims = input.ticket === undefined ? undefined : this.verify(input.ticket, room.id, input.userKey);
    if (input.account) return this.identifyAccount(input, input.account, claims);
    if (await this.guests.isAccountId(input.userKey)) {
      throw identityNotProven('this user_id belongs to an account: its token is needed');
    }
    const proven = claims !== undefined || this.settings.trustUserId;
    if (!proven && (room.access === 'ticket' || room.adminUserIds.includes(input.userKey))) {
      throw identityNotProven('this user_id needs a ticket');
    }
    return visitorOf(input, claims, proven);
  }

  private async identifyAccount(
    input: AdmitVisitorInput,
    { userId }: AccountActor,
    claims: TicketClaims | undefined,
  ): Promise<Visitor> {
    if (input.userKey !== userId) throw identityNotProven('the token belongs to another user_id');
    const visitor = visitorOf(input, claims, true);
    const profile = await this.users.find(userId);
    const { nickname = accountName(profile) } = visitor;
    return { ...visitor, ...namesOf({ ...visitor, nickname, username: profile?.username }), isAccount: true };
  }

  private verify(ticket: string, roomId: Id, userKey: string): TicketClaims {
    const claims = this.tickets.verify(ticket);
    if (claims?.roomId !== roomId || claims.userKey !== userKey) throw identityNotProven('Invalid ticket');
    return claims;
  }
}

function visitorOf(input: AdmitVisitorInput, claims: TicketClaims | undefined, proven: boolean): Visitor {
  const nickname = claims?.nickname ?? input.nickname;
  return {
    userKey: input.userKey,
    ...(nickname !== undefined && { nickname }),
    proven,
    adminByTicket: claims?.role === 'admin',
    isAccount: false,
  };
}
