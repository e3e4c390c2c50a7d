import { Injectable } from '@nestjs/common';
import { type BanListQuery, BanRepository, type NewBan } from '../../../application/guilds/bans/ban.repository';
import type { GuildBan } from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';
import { TransactionContext } from '../transaction-context';
import type { GuildBanRow } from './guild.table';

type SelectedBan = Pick<GuildBanRow, 'guild_id' | 'user_id' | 'reason'>;

const COLUMNS = 'guild_id, user_id, reason';

@Injectable()
export class TypeOrmBanRepository extends BanRepository {
  constructor(private readonly context: TransactionContext) {
    super();
  }

  async insert({ guildId, userId, reason, moderatorId, createdAtMs }: NewBan): Promise<boolean> {
    const rows = await this.context.query<unknown[]>(
      `INSERT INTO guild_bans (guild_id, user_id, reason, moderator_id, created_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT DO NOTHING RETURNING user_id`,
      [guildId, userId, reason ?? null, moderatorId, new Date(createdAtMs)],
    );
    return rows.length > 0;
  }

  async remove(guildId: Id, userId: Id): Promise<GuildBan | undefined> {
    // TypeORM answers a DELETE with the rows and their number.
    const [rows] = await this.context.query<[SelectedBan[], number]>(
      `DELETE FROM guild_bans WHERE guild_id = $1 AND user_id = $2 RETURNING ${COLUMNS}`,
      [guildId, userId],
    );
    return rows[0] && toBan(rows[0]);
  }

  async find(guildId: Id, userId: Id): Promise<GuildBan | undefined> {
    const rows = await this.context.query<SelectedBan[]>(
      `SELECT ${COLUMNS} FROM guild_bans WHERE guild_id = $1 AND user_id = $2`,
      [guildId, userId],
    );
    return rows[0] && toBan(rows[0]);
  }

  async list(guildId: Id, { limit, before, after }: BanListQuery): Promise<readonly GuildBan[]> {
    if (before !== undefined) {
      const nearest = await this.page(guildId, 'user_id < $2 ORDER BY user_id DESC', before, limit);
      return nearest.reverse();
    }
    return this.page(guildId, 'user_id > $2 ORDER BY user_id', after ?? '0', limit);
  }

  private async page(guildId: Id, condition: string, bound: Id, limit: number): Promise<GuildBan[]> {
    const rows = await this.context.query<SelectedBan[]>(
      `SELECT ${COLUMNS} FROM guild_bans WHERE guild_id = $1 AND ${condition} LIMIT $3`,
      [guildId, bound, limit],
    );
    return rows.map(toBan);
  }
}

const toBan = (row: SelectedBan): GuildBan => ({
  guildId: row.guild_id,
  userId: row.user_id,
  ...(row.reason !== null && { reason: row.reason }),
});
