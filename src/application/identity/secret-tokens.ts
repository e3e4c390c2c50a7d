import type { Id } from '../../shared/ids';

export interface SecretToken {
  /** Shown once, never kept. */
  readonly token: string;
  /** What is kept. */
  readonly digest: Uint8Array;
}

/** Tokens that are looked up, not signed: 256 random bits. */
export abstract class SecretTokens {
  abstract create(): SecretToken;
  /** Three parts with dots between them, the first of which tells the bot. */
  abstract createForBot(botUserId: Id): SecretToken;
  abstract digest(token: string): Uint8Array;
  /** In constant time. */
  abstract matches(token: string, digest: Uint8Array): boolean;
  /** Whose token it says it is; undefined for what has another form. */
  abstract botOf(token: string): Id | undefined;
}
