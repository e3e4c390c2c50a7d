import type { Id } from '../../shared/ids';

export interface TicketClaims {
  readonly roomId: Id;
  readonly userKey: string;
  readonly nickname?: string;
  readonly role: 'admin' | 'member';
  readonly expiresAtMs: number;
}

/** Signed proof that an operator lets one user into one room; reusable until it expires. */
export abstract class TicketSigner {
  abstract sign(claims: TicketClaims): string;
  /** Undefined when the ticket is malformed, forged or expired. */
  abstract verify(ticket: string): TicketClaims | undefined;
}
