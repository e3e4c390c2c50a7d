import { Injectable } from '@nestjs/common';
import { AUTH_SESSIONS_MAX, type AuthSession, DEVICE_LENGTH_MAX } from '../../domain/identity';
import type { Id } from '../../shared/ids';
import { Clock } from '../shared/clock';
import { IdGenerator } from '../shared/id-generator';
import { SecuritySettings } from '../shared/settings';
import { AccessRevoker } from './access-revoker';
import { AccessTokenSigner } from './access-token-signer';
import { AuthSessionRepository, type RefreshToken } from './auth-session.repository';
import { SecretTokens } from './secret-tokens';

const MILLISECONDS_PER_MINUTE = 60_000;
const MILLISECONDS_PER_DAY = 86_400_000;

/**
 * How long an access token lives: `short`, because its client exchanges refresh tokens, or as long as the `login` would
 * without a refresh, for clients that know none. Either ends at once with its login.
 */
export type AccessLifetime = 'short' | 'login';

/** What a login gives: an access token, and a refresh token for the next one. */
export interface AccessGrant {
  readonly userId: Id;
  readonly authSessionId: Id;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresInSeconds: number;
}

/** From where somebody logs in, and what for. */
export interface ClientDescription {
  /** Empty when the client says nothing of itself. */
  readonly device: string;
  readonly address: string;
  /** Absent: `short`. */
  readonly accessLifetime?: AccessLifetime;
}

/** Begins and prolongs logins; to be called inside a unit of work. */
@Injectable()
export class AccessGrants {
  constructor(
    private readonly sessions: AuthSessionRepository,
    private readonly secrets: SecretTokens,
    private readonly signer: AccessTokenSigner,
    private readonly revoker: AccessRevoker,
    private readonly ids: IdGenerator,
    private readonly clock: Clock,
    private readonly settings: SecuritySettings,
  ) {}

  async begin(userId: Id, client: ClientDescription): Promise<AccessGrant> {
    const nowMs = this.clock.nowMs();
    const session: AuthSession = {
      id: this.ids.next(),
      userId,
      device: [...client.device.toWellFormed().replaceAll('\u0000', '')].slice(0, DEVICE_LENGTH_MAX).join(''),
      address: client.address,
      createdAtMs: nowMs,
      lastUsedAtMs: nowMs,
      expiresAtMs: this.refreshExpiry(nowMs),
    };
    const { token, kept } = this.newRefreshToken(session.id, nowMs);
    await this.sessions.insert(session, kept);
    await this.revoker.revoke(userId, { keep: AUTH_SESSIONS_MAX });
    return this.grant(session, token, nowMs, client.accessLifetime);
  }

  /** Exchanges the refresh token with the digest `used`. */
  async renew(session: AuthSession, used: Uint8Array, lifetime?: AccessLifetime): Promise<AccessGrant> {
    const nowMs = this.clock.nowMs();
    const { token, kept } = this.newRefreshToken(session.id, nowMs);
    await this.sessions.rotate(used, kept);
    return this.grant(session, token, nowMs, lifetime);
  }

  private newRefreshToken(sessionId: Id, nowMs: number): { token: string; kept: RefreshToken } {
    const { token, digest } = this.secrets.create();
    return { token, kept: { digest, sessionId, createdAtMs: nowMs, expiresAtMs: this.refreshExpiry(nowMs) } };
  }

  private refreshExpiry(nowMs: number): number {
    return nowMs + this.settings.refreshTokenExpireDays * MILLISECONDS_PER_DAY;
  }

  private grant(
    { id, userId }: AuthSession,
    refreshToken: string,
    nowMs: number,
    lifetime: AccessLifetime = 'short',
  ): AccessGrant {
    const { accessTokenExpireMinutes: minutes, refreshTokenExpireDays: days } = this.settings;
    const lifetimeMs = lifetime === 'login' ? days * MILLISECONDS_PER_DAY : minutes * MILLISECONDS_PER_MINUTE;
    const expiresAtMs = Math.floor((nowMs + lifetimeMs) / 1_000) * 1_000;
    return {
      userId,
      authSessionId: id,
      accessToken: this.signer.sign({ userId, authSessionId: id, expiresAtMs }),
      refreshToken,
      expiresInSeconds: lifetimeMs / 1_000,
    };
  }
}
