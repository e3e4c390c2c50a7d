import { Injectable } from '@nestjs/common';
import { invalidToken } from '../../domain/identity';
import { UnitOfWork } from '../shared/unit-of-work';
import { AccessRevoker } from './access-revoker';
import { AuthSessionRepository } from './auth-session.repository';
import { SecretTokens } from './secret-tokens';

/** Ends the login of a refresh token, also when the token was exchanged before. */
@Injectable()
export class LogOut {
  constructor(
    private readonly sessions: AuthSessionRepository,
    private readonly secrets: SecretTokens,
    private readonly revoker: AccessRevoker,
    private readonly uow: UnitOfWork,
  ) {}

  /** A login that has ended already stays so. @throws AppError unauthenticated `invalid_token` for what is no token */
  async execute(refreshToken: string): Promise<void> {
    const digest = this.secrets.digest(refreshToken);
    await this.uow.run(async () => {
      const presented = await this.sessions.lockRefreshToken(digest);
      if (!presented) throw invalidToken();
      const { id, userId } = presented.session;
      await this.revoker.revoke(userId, { sessionId: id });
    });
  }
}
