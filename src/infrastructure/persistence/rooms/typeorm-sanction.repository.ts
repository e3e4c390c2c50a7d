import { Injectable } from '@nestjs/common';
import {
  type MemberSanctions,
  type SanctionKind,
  SanctionRepository,
  SANCTIONS_PAGE_MAX,
  type ServerSanction,
} from '../../../application/rooms/sanction.repository';
import { Clock } from '../../../application/shared/clock';
import { isSanctionActive, type Sanction } from '../../../domain/rooms';
import { type Id, isId } from '../../../shared/ids';
import { TransactionContext } from '../transaction-context';
import { touchChannels } from './channel-locks';
import { type RoomBanRow, roomBanTable, roomMuteTable } from './moderation.table';

type SelectedSanctionRow = Pick<RoomBanRow, 'channel_id' | 'reason' | 'created_at' | 'expires_at'> & {
  kind: SanctionKind;
  user_key: string;
};

const entities = { ban: roomBanTable, mute: roomMuteTable } as const;
const tableNames = { ban: 'room_bans', mute: 'room_mutes' } as const satisfies Record<SanctionKind, string>;

/** Sanctions `s` of a kind with the key by which members know the user `u`. */
const selectOf = (kind: SanctionKind): string =>
  `SELECT '${kind}' AS kind, s.channel_id, coalesce(u.external_id, u.id::text) AS user_key, s.reason, s.created_at,
     s.expires_at
   FROM ${tableNames[kind]} s JOIN users u ON u.id = s.user_id`;
const counts = (parameter: string): string => `(s.expires_at IS NULL OR s.expires_at > ${parameter})`;

/** The user with a key: a guest's outside id, or an account's own id (null where the key cannot be one). */
const userIs = (key: string, accountId: string): string =>
  `(u.external_id = ${key} OR (u.id = ${accountId}::bigint AND u.external_id IS NULL))`;
const accountIdOf = (userKey: string): Id | null => (isId(userKey) ? userKey : null);

@Injectable()
export class TypeOrmSanctionRepository extends SanctionRepository {
  constructor(
    private readonly context: TransactionContext,
    private readonly clock: Clock,
  ) {
    super();
  }

  async put(kind: SanctionKind, roomId: Id, userId: Id, sanction: Sanction): Promise<void> {
    await touchChannels(this.context.manager, [roomId]);
    await this.context.manager.upsert(entities[kind], toRow(roomId, userId, sanction), ['channel_id', 'user_id']);
  }

  async remove(kind: SanctionKind, roomId: Id, userKey: string): Promise<boolean> {
    const { manager } = this.context;
    // TypeORM answers a DELETE with the rows and their number.
    const [rows] = await manager.query<[{ expires_at: Date | null }[], number]>(
      `DELETE FROM ${tableNames[kind]} s USING users u
       WHERE u.id = s.user_id AND s.channel_id = $1 AND ${userIs('$2', '$3')} RETURNING s.expires_at`,
      [roomId, userKey, accountIdOf(userKey)],
    );
    const [removed] = rows;
    if (!removed) return false;
    await touchChannels(manager, [roomId]);
    return isSanctionActive({ expiresAtMs: removed.expires_at?.getTime() }, this.clock.nowMs());
  }

  async list(kind: SanctionKind, roomId: Id, after?: string): Promise<readonly Sanction[]> {
    const start = `SELECT coalesce(max(u.id), 0) FROM users u WHERE ${userIs('$3', '$4')}`;
    const rows = await this.query(
      `${selectOf(kind)} WHERE s.channel_id = $1 AND ${counts('$2')} AND s.user_id > (${start})
       ORDER BY s.user_id LIMIT ${SANCTIONS_PAGE_MAX}`,
      [roomId, new Date(this.clock.nowMs()), after ?? '', accountIdOf(after ?? '')],
    );
    return rows.map(toSanction);
  }

  async listServerWide(kind: SanctionKind, limit: number): Promise<readonly ServerSanction[]> {
    const rows = await this.query(
      `${selectOf(kind)} WHERE ${counts('$1')} ORDER BY s.created_at DESC, s.channel_id DESC, s.user_id DESC LIMIT $2`,
      [new Date(this.clock.nowMs()), limit],
    );
    return rows.map((row) => ({ ...toSanction(row), roomId: row.channel_id }));
  }

  async count(kind: SanctionKind, roomId: Id): Promise<number> {
    const [row] = await this.context.query<{ count: number }[]>(
      `SELECT count(*)::integer AS count FROM ${tableNames[kind]} s WHERE s.channel_id = $1 AND ${counts('$2')}`,
      [roomId, new Date(this.clock.nowMs())],
    );
    return row?.count ?? 0;
  }

  async of(roomId: Id, userKey: string): Promise<MemberSanctions> {
    const where = `WHERE s.channel_id = $1 AND ${userIs('$2', '$3')} AND ${counts('$4')}`;
    const rows = await this.query(`${selectOf('ban')} ${where} UNION ALL ${selectOf('mute')} ${where}`, [
      roomId,
      userKey,
      accountIdOf(userKey),
      new Date(this.clock.nowMs()),
    ]);
    return Object.fromEntries(rows.map((row) => [row.kind, toSanction(row)]));
  }

  private query(sql: string, parameters: unknown[]): Promise<SelectedSanctionRow[]> {
    return this.context.query<SelectedSanctionRow[]>(sql, parameters);
  }
}

const toRow = (roomId: Id, userId: Id, sanction: Sanction): RoomBanRow => ({
  channel_id: roomId,
  user_id: userId,
  reason: sanction.reason ?? null,
  created_at: new Date(sanction.createdAtMs),
  expires_at: sanction.expiresAtMs === undefined ? null : new Date(sanction.expiresAtMs),
});

const toSanction = (row: SelectedSanctionRow): Sanction => ({
  userKey: row.user_key,
  ...(row.reason !== null && { reason: row.reason }),
  createdAtMs: row.created_at.getTime(),
  ...(row.expires_at !== null && { expiresAtMs: row.expires_at.getTime() }),
});
