import type { Id } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import type { Dispatch } from './dispatch';

/** What a session was identified with; never changes. */
export interface SessionIdentity {
  readonly userId: Id;
  readonly actor: AccountActor;
  /** Bits of https://docs.discord.com/developers/events/gateway#gateway-intents; only such as the application has. */
  readonly intents: number;
  readonly shard: readonly [id: number, count: number];
  /** Members beyond which a guild is sent without those who are offline; 50 to 250. */
  readonly largeThreshold: number;
  /** `v` of the payloads, echoed in READY. */
  readonly version: 9 | 10;
  /** Where the client is told to resume: the address it came by, `ws://host/gateway`. */
  readonly resumeUrl: string;
}

/** Why the server ends a session for good. */
export type SessionEnd =
  /** Its login or bot token is not valid any more. */
  | 'revoked'
  /** More happened than is kept for it. */
  | 'overflow'
  /** Its first state could not be told. */
  | 'failed'
  /** Its client said goodbye (1000, 1001). */
  | 'closed'
  /** Nobody came back in time, or came back for what is not kept any more. */
  | 'expired';

/**
 * One client of the gateway, across reconnects: attached to a socket or waiting to be resumed. What is dispatched
 * meanwhile is kept within bounds and told on resume.
 */
export interface GatewaySession {
  readonly id: string;
  readonly identity: SessionIdentity;
  /** A socket is connected to it. */
  readonly isAttached: boolean;
  /** True once it has ended; what is dispatched then is dropped. */
  readonly isEnded: boolean;
  /** Numbers the event, keeps it for a resume and, when attached, writes it. In order, cheap, never throws. */
  dispatch(event: Dispatch): void;
  /**
   * Resolves once little waits for the socket, at once when detached or ended. To be awaited between the parts of
   * something large, such as the guilds of a bot that is in thousands: beyond a bound a session that lags is cut.
   */
  whenWritable(): Promise<void>;
  /** Ends it for good and closes its socket. The feed is told by `close`. */
  end(reason: SessionEnd): void;
}
