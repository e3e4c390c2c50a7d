import { Injectable } from '@nestjs/common';
import { invalidToken } from '../../domain/identity';
import { Clock } from '../shared/clock';
import { UnitOfWork } from '../shared/unit-of-work';
import { type AccessGrant, AccessGrants, type AccessLifetime } from './access-grants';
import { AccessRevoker } from './access-revoker';
import { AuthSessionRepository } from './auth-session.repository';
import { SecretTokens } from './secret-tokens';

/**
 * Exchanges a refresh token for the next one and an access token. One that was exchanged before is in two hands: the login
 * ends with all its tokens, whoever of the two came second.
 */
@Injectable()
export class RefreshAccess {
  constructor(
    private readonly sessions: AuthSessionRepository,
    private readonly secrets: SecretTokens,
    private readonly grants: AccessGrants,
    private readonly revoker: AccessRevoker,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError unauthenticated `invalid_token` */
  async execute(refreshToken: string, lifetime?: AccessLifetime): Promise<AccessGrant> {
    const digest = this.secrets.digest(refreshToken);
    // Not thrown inside: ending the login must be committed.
    const grant = await this.uow.run(() => this.exchange(digest, lifetime));
    if (!grant) throw invalidToken();
    return grant;
  }

  private async exchange(digest: Uint8Array, lifetime?: AccessLifetime): Promise<AccessGrant | undefined> {
    const presented = await this.sessions.lockRefreshToken(digest);
    if (!presented || presented.isRevoked || presented.expiresAtMs <= this.clock.nowMs()) return undefined;
    const { session, isUsed } = presented;
    if (!isUsed) return this.grants.renew(session, digest, lifetime);
    await this.revoker.revoke(session.userId, { sessionId: session.id });
    return undefined;
  }
}
