import { Injectable } from '@nestjs/common';
import type { AccessRevoked } from '../../domain/identity';
import type { Id } from '../../shared/ids';
import { Clock } from '../shared/clock';
import { UnitOfWork } from '../shared/unit-of-work';
import { AuthSessionRepository, type SessionSelection } from './auth-session.repository';
import { authSessionKey } from './cache-keys';

/** Ends logins, so that every process refuses them and closes their sockets; to be called inside a unit of work. */
@Injectable()
export class AccessRevoker {
  constructor(
    private readonly sessions: AuthSessionRepository,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** Returns the logins that were ended. */
  async revoke(userId: Id, selection: SessionSelection): Promise<readonly Id[]> {
    const ended = await this.sessions.revoke(userId, selection, this.clock.nowMs());
    for (const authSessionId of ended) {
      await this.uow.invalidate(authSessionKey(authSessionId));
      const revoked: AccessRevoked = { type: 'access.revoked', userId, authSessionId };
      this.uow.record(revoked);
    }
    return ended;
  }
}
