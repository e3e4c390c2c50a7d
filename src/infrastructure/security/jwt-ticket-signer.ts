import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { type TicketClaims, TicketSigner } from '../../application/rooms/ticket-signer';
import { Clock } from '../../application/shared/clock';
import { SecuritySettings } from '../../application/shared/settings';
import { isId } from '../../shared/ids';

const TICKET_ALGORITHM = 'HS256';
/** Keeps tickets apart from every other token made with the same secret. */
const TICKET_AUDIENCE = 'room-ticket';

/** Tickets stand in addresses: one letter a claim, and nothing that is not needed. */
interface TicketPayload {
  /** Room. */
  readonly r: string;
  /** User. */
  readonly u: string;
  /** Nickname. */
  readonly n?: string;
  /** Present for role admin. */
  readonly a?: 1;
  /** Seconds since 1970. */
  readonly exp: number;
}

@Injectable()
export class JwtTicketSigner extends TicketSigner {
  private readonly jwt: JwtService;

  constructor(
    settings: SecuritySettings,
    private readonly clock: Clock,
  ) {
    super();
    this.jwt = new JwtService({ secret: settings.jwtSecret });
  }

  sign({ roomId, userKey, nickname, role, expiresAtMs }: TicketClaims): string {
    const payload: TicketPayload = {
      r: roomId,
      u: userKey,
      ...(nickname !== undefined && { n: nickname }),
      ...(role === 'admin' && { a: 1 }),
      exp: Math.floor(expiresAtMs / 1_000),
    };
    return this.jwt.sign(payload, { algorithm: TICKET_ALGORITHM, audience: TICKET_AUDIENCE, noTimestamp: true });
  }

  verify(ticket: string): TicketClaims | undefined {
    const payload = this.read(ticket);
    if (!isTicketPayload(payload)) return undefined;
    return {
      roomId: payload.r,
      userKey: payload.u,
      ...(payload.n !== undefined && { nickname: payload.n }),
      role: payload.a === 1 ? 'admin' : 'member',
      expiresAtMs: payload.exp * 1_000,
    };
  }

  private read(ticket: string): unknown {
    try {
      return this.jwt.verify<object>(ticket, {
        algorithms: [TICKET_ALGORITHM],
        audience: TICKET_AUDIENCE,
        clockTimestamp: Math.floor(this.clock.nowMs() / 1_000),
      });
    } catch {
      return undefined;
    }
  }
}

function isTicketPayload(payload: unknown): payload is TicketPayload {
  if (typeof payload !== 'object' || payload === null) return false;
  if (!('r' in payload && 'u' in payload && 'exp' in payload)) return false;
  const hasNickname = !('n' in payload) || typeof payload.n === 'string';
  return isId(payload.r) && typeof payload.u === 'string' && typeof payload.exp === 'number' && hasNickname;
}
