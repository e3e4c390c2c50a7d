import { Injectable } from '@nestjs/common';
import {
  AuthSessionRepository,
  type PresentedRefreshToken,
  type RefreshToken,
  type SessionSelection,
} from '../../../application/identity/auth-session.repository';
import type { AuthSession } from '../../../domain/identity';
import { assert } from '../../../shared/assert';
import type { Id } from '../../../shared/ids';
import { TransactionContext } from '../transaction-context';
import { type AuthSessionRow, authSessionTable, type RefreshTokenRow, refreshTokenTable } from './account.table';

@Injectable()
export class TypeOrmAuthSessionRepository extends AuthSessionRepository {
  constructor(private readonly context: TransactionContext) {
    super();
  }

  async insert(session: AuthSession, refreshToken: RefreshToken): Promise<void> {
    const manager = this.running();
    await manager.insert(authSessionTable, toRow(session));
    await manager.insert(refreshTokenTable, toTokenRow(refreshToken));
  }

  async find(sessionId: Id): Promise<AuthSession | undefined> {
    const rows = await this.context.query<AuthSessionRow[]>(
      'SELECT * FROM auth_sessions WHERE id = $1 AND revoked_at IS NULL',
      [sessionId],
    );
    return rows[0] && toDomain(rows[0]);
  }

  async list(userId: Id, nowMs: number, limit: number): Promise<readonly AuthSession[]> {
    const rows = await this.context.query<AuthSessionRow[]>(
      `SELECT * FROM auth_sessions WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > $2
       ORDER BY last_used_at DESC, id DESC LIMIT $3`,
      [userId, new Date(nowMs), limit],
    );
    return rows.map(toDomain);
  }

  /** Two statements: one that locks and reads would see the token as it was before it waited for the lock. */
  async lockRefreshToken(digest: Uint8Array): Promise<PresentedRefreshToken | undefined> {
    const manager = this.running();
    const token = Buffer.from(digest);
    const sessions = await manager.query<AuthSessionRow[]>(
      `SELECT s.* FROM auth_sessions s JOIN refresh_tokens t ON t.session_id = s.id
       WHERE t.token_hash = $1 FOR UPDATE OF s`,
      [token],
    );
    const tokens = await manager.query<RefreshTokenRow[]>('SELECT * FROM refresh_tokens WHERE token_hash = $1', [
      token,
    ]);
    if (!sessions[0] || !tokens[0]) return undefined;
    return {
      session: toDomain(sessions[0]),
      isRevoked: sessions[0].revoked_at !== null,
      isUsed: tokens[0].used_at !== null,
      expiresAtMs: tokens[0].expires_at.getTime(),
    };
  }

  async rotate(used: Uint8Array, next: RefreshToken): Promise<void> {
    const manager = this.running();
    const now = new Date(next.createdAtMs);
    await manager.update(refreshTokenTable, { token_hash: Buffer.from(used) }, { used_at: now });
    await manager.insert(refreshTokenTable, toTokenRow(next));
    await manager.update(
      authSessionTable,
      { id: next.sessionId },
      { last_used_at: now, expires_at: new Date(next.expiresAtMs) },
    );
  }

  async revoke(userId: Id, selection: SessionSelection, atMs: number): Promise<readonly Id[]> {
    const [which, value] = condition(selection);
    const [rows] = await this.running().query<[{ id: Id }[], number]>(
      `UPDATE auth_sessions SET revoked_at = $3
       WHERE user_id = $1 AND revoked_at IS NULL AND ${which} RETURNING id`,
      [userId, value, new Date(atMs)],
    );
    return rows.map(({ id }) => id);
  }

  async forget(beforeMs: number, limit: number): Promise<number> {
    const [rows] = await this.running().query<[unknown[], number]>(
      `WITH gone AS MATERIALIZED (
         SELECT id FROM auth_sessions WHERE revoked_at < $1 OR expires_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED
       ), tokens AS (DELETE FROM refresh_tokens WHERE session_id IN (SELECT id FROM gone))
       DELETE FROM auth_sessions WHERE id IN (SELECT id FROM gone) RETURNING id`,
      [new Date(beforeMs), limit],
    );
    return rows.length;
  }

  private running() {
    assert(this.context.current, 'logins are only written inside a unit of work');
    return this.context.current.manager;
  }
}

/** With the value that stands for `$2`. */
function condition(selection: SessionSelection): [sql: string, value: unknown] {
  if ('sessionId' in selection) return ['id = $2::bigint', selection.sessionId];
  if ('keep' in selection) {
    const kept = `SELECT id FROM auth_sessions WHERE user_id = $1 AND revoked_at IS NULL
      ORDER BY last_used_at DESC, id DESC LIMIT $2::integer`;
    return [`id NOT IN (${kept})`, selection.keep];
  }
  return ['id IS DISTINCT FROM $2::bigint', selection.exceptSessionId ?? null];
}

const toRow = (session: AuthSession): AuthSessionRow => ({
  id: session.id,
  user_id: session.userId,
  device: session.device,
  address: session.address,
  created_at: new Date(session.createdAtMs),
  last_used_at: new Date(session.lastUsedAtMs),
  expires_at: new Date(session.expiresAtMs),
  revoked_at: null,
});

const toDomain = (row: AuthSessionRow): AuthSession => ({
  id: row.id,
  userId: row.user_id,
  device: row.device,
  address: row.address,
  createdAtMs: row.created_at.getTime(),
  lastUsedAtMs: row.last_used_at.getTime(),
  expiresAtMs: row.expires_at.getTime(),
});

const toTokenRow = (token: RefreshToken): RefreshTokenRow => ({
  token_hash: Buffer.from(token.digest),
  session_id: token.sessionId,
  created_at: new Date(token.createdAtMs),
  expires_at: new Date(token.expiresAtMs),
  used_at: null,
});
