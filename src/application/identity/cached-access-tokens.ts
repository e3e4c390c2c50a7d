import { Injectable } from '@nestjs/common';
import { type AuthSession, identityError, invalidToken } from '../../domain/identity';
import type { Id } from '../../shared/ids';
import type { AccountActor } from '../shared/actor';
import { InvalidatingCache } from '../shared/invalidating-cache';
import { Invalidations } from '../shared/invalidations';
import { AccessTokenSigner } from './access-token-signer';
import { AccessTokens } from './access-tokens';
import { ApplicationRepository, type BotCredentials } from './application.repository';
import { AuthSessionRepository } from './auth-session.repository';
import { authSessionKey, botKey } from './cache-keys';
import { SecretTokens } from './secret-tokens';

/** Logins kept in memory, and bots. */
export const CACHED_AUTH_SESSIONS_MAX = 50_000;
export const CACHED_BOTS_MAX = 10_000;
/** Longer than any token of ours. */
export const TOKEN_LENGTH_MAX = 1_024;

const idOf = (key: string): Id => key.slice(key.indexOf(':') + 1);

/** Reads the database once per login or bot, and again after it was revoked. */
@Injectable()
export class CachedAccessTokens extends AccessTokens {
  private readonly sessions: InvalidatingCache<AuthSession | undefined>;
  private readonly bots: InvalidatingCache<BotCredentials | undefined>;

  constructor(
    private readonly signer: AccessTokenSigner,
    private readonly secrets: SecretTokens,
    sessions: AuthSessionRepository,
    applications: ApplicationRepository,
    invalidations: Invalidations,
  ) {
    super();
    this.sessions = new InvalidatingCache((key) => sessions.find(idOf(key)), CACHED_AUTH_SESSIONS_MAX, invalidations);
    this.bots = new InvalidatingCache((key) => applications.findBot(idOf(key)), CACHED_BOTS_MAX, invalidations);
  }

  async resolve(token: string): Promise<AccountActor> {
    if (token.length > TOKEN_LENGTH_MAX) throw invalidToken();
    const botUserId = this.secrets.botOf(token);
    return botUserId === undefined ? this.resolvePerson(token) : this.resolveBot(token, botUserId);
  }

  async loginExpiresAtMs({ authSessionId }: AccountActor): Promise<number> {
    if (authSessionId === undefined) return Infinity;
    return (await this.sessions.get(authSessionKey(authSessionId)))?.expiresAtMs ?? 0;
  }

  private async resolvePerson(token: string): Promise<AccountActor> {
    const claims = this.signer.verify(token);
    if (!claims) throw this.signer.hasExpired(token) ? identityError('expired_token') : invalidToken();
    const { userId, authSessionId } = claims;
    const session = await this.sessions.get(authSessionKey(authSessionId));
    if (session?.userId !== userId) throw invalidToken();
    return { kind: 'account', userId, authSessionId };
  }

  private async resolveBot(token: string, userId: Id): Promise<AccountActor> {
    const bot = await this.bots.get(botKey(userId));
    if (!bot || !this.secrets.matches(token, bot.tokenDigest)) throw invalidToken();
    return { kind: 'account', userId, applicationId: bot.applicationId };
  }
}
