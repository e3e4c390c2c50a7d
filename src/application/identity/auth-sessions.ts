import { Injectable } from '@nestjs/common';
import { guildError } from '../../domain/guilds';
import { AUTH_SESSIONS_MAX, type AuthSession, identityError } from '../../domain/identity';
import { type Id, isId } from '../../shared/ids';
import type { AccountActor } from '../shared/actor';
import { Clock } from '../shared/clock';
import { UnitOfWork } from '../shared/unit-of-work';
import { AccessRevoker } from './access-revoker';
import { AuthSessionRepository } from './auth-session.repository';

/** A person's own logins: on which devices, and ending them from afar. */
@Injectable()
export class AuthSessions {
  constructor(
    private readonly sessions: AuthSessionRepository,
    private readonly revoker: AccessRevoker,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** The one used last first. @throws AppError forbidden `bots_cannot` */
  async list(actor: AccountActor): Promise<readonly AuthSession[]> {
    requirePerson(actor);
    return this.sessions.list(actor.userId, this.clock.nowMs(), AUTH_SESSIONS_MAX);
  }

  /** @throws AppError forbidden `bots_cannot`, not_found `unknown_session` also for somebody else's */
  async end(actor: AccountActor, sessionId: Id): Promise<void> {
    requirePerson(actor);
    const ended = isId(sessionId) ? await this.revoke(actor, { sessionId }) : [];
    if (ended.length === 0) throw guildError('unknown_session');
  }

  /** All but the one that asks. @throws AppError forbidden `bots_cannot` */
  async endOthers(actor: AccountActor): Promise<void> {
    requirePerson(actor);
    await this.revoke(actor, { exceptSessionId: actor.authSessionId });
  }

  private revoke(actor: AccountActor, selection: Parameters<AccessRevoker['revoke']>[1]): Promise<readonly Id[]> {
    return this.uow.run(() => this.revoker.revoke(actor.userId, selection));
  }
}

export function requirePerson(actor: AccountActor): void {
  if (actor.applicationId !== undefined) throw identityError('bots_cannot');
}
