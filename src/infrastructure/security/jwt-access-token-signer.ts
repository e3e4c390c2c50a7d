import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { type AccessClaims, AccessTokenSigner } from '../../application/identity/access-token-signer';
import { Clock } from '../../application/shared/clock';
import { SecuritySettings } from '../../application/shared/settings';
import { isId } from '../../shared/ids';

const ALGORITHM = 'HS256';
/** Keeps access tokens apart from every other token made with the same secret. */
const AUDIENCE = 'access';
/** Tokens whose signature was found good; the one remembered first is dropped. */
export const VERIFIED_TOKENS_MAX = 10_000;

interface AccessPayload {
  readonly sub: string;
  /** Auth session. */
  readonly sid: string;
  /** Seconds since 1970. */
  readonly exp: number;
}

@Injectable()
export class JwtAccessTokenSigner extends AccessTokenSigner {
  private readonly jwt: JwtService;
  /** A signature once good stays good; a login makes hundreds of requests with one token. */
  private readonly verified = new Map<string, AccessClaims>();

  constructor(
    settings: SecuritySettings,
    private readonly clock: Clock,
  ) {
    super();
    this.jwt = new JwtService({ secret: settings.jwtSecret });
  }

  sign({ userId, authSessionId, expiresAtMs }: AccessClaims): string {
    const payload: AccessPayload = { sub: userId, sid: authSessionId, exp: Math.floor(expiresAtMs / 1_000) };
    return this.jwt.sign(payload, { algorithm: ALGORITHM, audience: AUDIENCE, noTimestamp: true });
  }

  verify(token: string): AccessClaims | undefined {
    const claims = this.verified.get(token) ?? this.read(token);
    if (!claims) return undefined;
    if (claims.expiresAtMs > this.clock.nowMs()) return claims;
    this.verified.delete(token);
    return undefined;
  }

  hasExpired(token: string): boolean {
    const payload = this.payloadOf(token, true);
    return isAccessPayload(payload) && payload.exp * 1_000 <= this.clock.nowMs();
  }

  private read(token: string): AccessClaims | undefined {
    const payload = this.payloadOf(token);
    if (!isAccessPayload(payload)) return undefined;
    const claims = { userId: payload.sub, authSessionId: payload.sid, expiresAtMs: payload.exp * 1_000 };
    this.verified.set(token, claims);
    if (this.verified.size > VERIFIED_TOKENS_MAX) {
      const [oldest] = this.verified.keys();
      if (oldest !== undefined) this.verified.delete(oldest);
    }
    return claims;
  }

  private payloadOf(token: string, ignoreExpiration = false): unknown {
    try {
      return this.jwt.verify<object>(token, {
        algorithms: [ALGORITHM],
        audience: AUDIENCE,
        ignoreExpiration,
        clockTimestamp: Math.floor(this.clock.nowMs() / 1_000),
      });
    } catch {
      return undefined;
    }
  }
}

function isAccessPayload(payload: unknown): payload is AccessPayload {
  if (typeof payload !== 'object' || payload === null) return false;
  if (!('sub' in payload && 'sid' in payload && 'exp' in payload)) return false;
  return isId(payload.sub) && isId(payload.sid) && typeof payload.exp === 'number';
}
