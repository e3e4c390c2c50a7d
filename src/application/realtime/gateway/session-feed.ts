import type { Id } from '../../../shared/ids';
import type { GatewaySession } from './gateway-session';

export type PresenceStatus = 'online' | 'dnd' | 'idle' | 'invisible' | 'offline';

/** https://docs.discord.com/developers/events/gateway-events#update-presence */
export interface PresenceInput {
  /** Unix milliseconds since which the client is idle. */
  readonly sinceMs: number | null;
  /** Checked JSON objects, at most {@link PRESENCE_ACTIVITIES_MAX}. */
  readonly activities: readonly ActivityInput[];
  readonly status: PresenceStatus;
  readonly isAfk: boolean;
}

export const PRESENCE_ACTIVITIES_MAX = 16;
export const ACTIVITY_TEXT_MAX = 128;

export interface ActivityInput {
  readonly name: string;
  readonly type: number;
  readonly url?: string;
  readonly state?: string;
}

/** https://docs.discord.com/developers/events/gateway-events#request-guild-members; either `query` or `userIds`. */
export interface MembersRequest {
  readonly guildId: Id;
  /** Beginning of the username; empty means everybody. */
  readonly query?: string;
  /** At most {@link REQUESTED_MEMBERS_MAX}. */
  readonly userIds?: readonly Id[];
  /** 0 means no limit, allowed only with an empty query. */
  readonly limit: number;
  readonly withPresences: boolean;
  /** At most {@link REQUEST_NONCE_BYTES_MAX} bytes; a longer one is dropped. */
  readonly nonce?: string;
}

export const REQUESTED_MEMBERS_MAX = 100;
export const REQUEST_NONCE_BYTES_MAX = 32;

/** What the sessions of the gateway are told: everything their user may see, and nothing else. */
export abstract class SessionFeed {
  /**
   * Registers the session first, then reads; dispatches READY and a GUILD_CREATE for each guild, then what happened
   * meanwhile. READY's `session_id` is the session's id; `resume_gateway_url` its identity's `resumeUrl`.
   * @throws what kept it from reading; the session is ended then
   */
  abstract open(session: GatewaySession, presence: PresenceInput | undefined): Promise<void>;
  /** The session has ended for good: closed by the client, expired or revoked. Called once for each opened session. */
  abstract close(session: GatewaySession): void;
  abstract updatePresence(session: GatewaySession, input: PresenceInput): void;
  /** Dispatches GUILD_MEMBERS_CHUNK until everybody asked for was told. */
  abstract requestMembers(session: GatewaySession, input: MembersRequest): Promise<void>;
  /** The session lost its socket or was resumed: presence counts attached and recently detached sessions. */
  abstract attachedChanged(session: GatewaySession): void;
}
