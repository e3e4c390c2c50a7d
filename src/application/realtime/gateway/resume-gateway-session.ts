import { Injectable } from '@nestjs/common';
import { AccessTokens } from '../../identity';
import type { AccountActor } from '../../shared/actor';
import { GatewaySessions } from './gateway-sessions';
import type { ResumableSession, SessionLink } from './resumable-session';

export interface ResumeSessionInput {
  readonly token: string;
  readonly sessionId: string;
  /** `s` of the last event the client has. */
  readonly lastNumber: number;
  readonly link: SessionLink;
}

export type ResumedSession =
  | { readonly session: ResumableSession }
  | {
      /** Not there, somebody else's, or what it missed is not kept; or it claims events that never were. */
      readonly refusal: 'unknown_session' | 'beyond_head';
    };

/** RESUME: a session goes on with another socket and is told what it missed. */
@Injectable()
export class ResumeGatewaySession {
  constructor(
    private readonly tokens: AccessTokens,
    private readonly sessions: GatewaySessions,
  ) {}

  /** @throws AppError unauthenticated `invalid_token` */
  async execute({ token, sessionId, lastNumber, link }: ResumeSessionInput): Promise<ResumedSession> {
    const actor = await this.tokens.resolve(token);
    const session = this.sessions.find(sessionId);
    if (!session || !isSameAccess(session.identity.actor, actor)) return { refusal: 'unknown_session' };
    if (lastNumber > session.head) return { refusal: 'beyond_head' };
    if (!session.canReplayAfter(lastNumber)) {
      session.end('expired');
      return { refusal: 'unknown_session' };
    }
    this.sessions.resume(session, link, lastNumber);
    return { session };
  }
}

/** Another login of the same person opens a session of its own: each ends with its login. */
const isSameAccess = (one: AccountActor, other: AccountActor): boolean =>
  one.userId === other.userId && one.authSessionId === other.authSessionId;
