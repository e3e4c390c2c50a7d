import type { Stay } from '../../src/application/rooms/enter-room';
import type { RoomEndReason, RoomSession } from '../../src/application/rooms/room-session';
import { type TicketClaims, TicketSigner } from '../../src/application/rooms/ticket-signer';
import type { Clock } from '../../src/application/shared/clock';
import { RecordingSession } from './realtime';

/** A socket's stay in a room, as a dialect keeps it: over once, and the stay ends with it. */
export class FakeRoomSession extends RecordingSession implements RoomSession {
  readonly ends: RoomEndReason[] = [];
  mutings = 0;
  private stay: Stay | undefined;

  /** True once the room has no part in it any more. */
  get isOver(): boolean {
    return this.ends.length > 0;
  }

  /** The initial state was written. */
  begin(stay: Stay): void {
    this.stay = stay;
    if (this.isOver) stay.end();
    else stay.begin();
  }

  tellMuted(): void {
    this.mutings += 1;
  }

  end(reason: RoomEndReason): void {
    if (this.isOver) return;
    this.ends.push(reason);
    this.stay?.end();
  }

  /** The socket is gone. */
  leave(): void {
    this.stay?.end();
  }
}

/** Tickets that anybody can read and that expire; a text that is no ticket is refused. */
export class ReadableTicketSigner extends TicketSigner {
  constructor(private readonly clock: Clock) {
    super();
  }

  sign(claims: TicketClaims): string {
    return JSON.stringify(claims);
  }

  verify(ticket: string): TicketClaims | undefined {
    if (!ticket.startsWith('{')) return undefined;
    const claims: TicketClaims = JSON.parse(ticket);
    return claims.expiresAtMs > this.clock.nowMs() ? claims : undefined;
  }
}
