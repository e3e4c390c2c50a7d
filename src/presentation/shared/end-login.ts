import { Injectable } from '@nestjs/common';
import { AccessTokens } from '../../application/identity';
import { AuthSessions } from '../../application/identity/auth-sessions';
import { LogOut } from '../../application/identity/log-out';
import { identityError } from '../../domain/identity';

const scheme = /^(?:Bot|Bearer)\s+/i;

/** Logging out by whichever token the client shows. */
@Injectable()
export class EndLogin {
  constructor(
    private readonly logOut: LogOut,
    private readonly tokens: AccessTokens,
    private readonly sessions: AuthSessions,
  ) {}

  /** @throws AppError unauthenticated `missing_token`, `invalid_token`, `expired_token` */
  async of(refreshToken: string | undefined, authorization: string | undefined): Promise<void> {
    if (refreshToken !== undefined) return this.logOut.execute(refreshToken);
    if (!authorization) throw identityError('missing_token');
    const actor = await this.tokens.resolve(authorization.replace(scheme, '').trim());
    await this.sessions.end(actor, actor.authSessionId ?? '');
  }
}
