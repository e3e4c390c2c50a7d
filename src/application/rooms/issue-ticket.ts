import { Injectable } from '@nestjs/common';
import { checkNickname, checkOutsideUserId, roomClosed } from '../../domain/rooms';
import { invalid } from '../../shared/errors';
import { Clock } from '../shared/clock';
import { ModerationAccess } from './moderation-access';
import { TicketSigner } from './ticket-signer';

export const TICKET_SECONDS_MAX = 86_400;
/** Lifetime of a ticket for which none is asked. */
export const TICKET_SECONDS_INITIAL = 3_600;

export interface IssueTicketInput {
  readonly roomId: string;
  readonly userKey: string;
  readonly nickname?: string;
  /** `member` unless said otherwise; `admin` makes an admin for the stay. */
  readonly role?: 'admin' | 'member';
  /** Whole seconds, 1 to {@link TICKET_SECONDS_MAX}. */
  readonly expiresInSeconds?: number;
}

export interface IssuedTicket {
  readonly ticket: string;
  readonly expiresAtMs: number;
}

/** Lets one user into one room until the ticket expires; a ban beats it. For operators. */
@Injectable()
export class IssueTicket {
  constructor(
    private readonly access: ModerationAccess,
    private readonly tickets: TicketSigner,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `not_found`, `room_closed`, `invalid` (naming the field) */
  async execute(input: IssueTicketInput): Promise<IssuedTicket> {
    const { userKey, nickname, role = 'member', expiresInSeconds = TICKET_SECONDS_INITIAL } = input;
    const room = await this.access.requireRoom(input.roomId);
    if (room.closedAtMs !== undefined) throw roomClosed();
    checkOutsideUserId(userKey);
    checkNickname(nickname);
    if (!Number.isInteger(expiresInSeconds) || expiresInSeconds < 1 || expiresInSeconds > TICKET_SECONDS_MAX) {
      throw invalid('expires_in_seconds', `expires_in_seconds must be an integer from 1 to ${TICKET_SECONDS_MAX}`);
    }
    // Tickets carry whole seconds; rounded up, so that none is shorter than promised.
    const expiresAtMs = (Math.ceil(this.clock.nowMs() / 1_000) + expiresInSeconds) * 1_000;
    const ticket = this.tickets.sign({
      roomId: room.id,
      userKey,
      ...(nickname !== undefined && { nickname }),
      role,
      expiresAtMs,
    });
    return { ticket, expiresAtMs };
  }
}
