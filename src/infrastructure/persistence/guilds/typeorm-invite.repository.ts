import { Injectable } from '@nestjs/common';
import { InviteRepository } from '../../../application/guilds/invites/invite.repository';
import { type Invite, INVITES_MAX } from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';
import { isStorableText } from '../../../shared/text';
import { TransactionContext } from '../transaction-context';
import { type InviteRow, inviteTable } from './guild-extras.table';

@Injectable()
export class TypeOrmInviteRepository extends InviteRepository {
  constructor(private readonly context: TransactionContext) {
    super();
  }

  async insert(invite: Invite): Promise<void> {
    await this.context.manager.insert(inviteTable, toRow(invite));
  }

  async addUse(code: string): Promise<void> {
    await this.context.query('UPDATE invites SET uses = uses + 1 WHERE code = $1', [code]);
  }

  async remove(code: string): Promise<boolean> {
    const { affected } = await this.context.manager.delete(inviteTable, { code });
    return affected === 1;
  }

  async find(code: string): Promise<Invite | undefined> {
    if (!isStorableText(code)) return undefined;
    const rows = await this.context.query<InviteRow[]>('SELECT * FROM invites WHERE code = $1', [code]);
    return rows[0] && toInvite(rows[0]);
  }

  async list(guildId: Id, channelId?: Id): Promise<readonly Invite[]> {
    const rows = await this.context.query<InviteRow[]>(
      `SELECT * FROM invites WHERE guild_id = $1 AND ($2::bigint IS NULL OR channel_id = $2)
       ORDER BY created_at, code LIMIT ${INVITES_MAX}`,
      [guildId, channelId ?? null],
    );
    return rows.map(toInvite);
  }

  async removeExpired(guildId: Id, nowMs: number): Promise<number> {
    const [, count] = await this.context.query<[unknown[], number]>(
      'DELETE FROM invites WHERE guild_id = $1 AND expires_at <= $2',
      [guildId, new Date(nowMs)],
    );
    return count;
  }
}

const toRow = (invite: Invite): InviteRow => ({
  code: invite.code,
  guild_id: invite.guildId,
  channel_id: invite.channelId,
  inviter_id: invite.inviterId,
  uses: invite.uses,
  max_uses: invite.maxUses,
  max_age_seconds: invite.maxAgeSeconds,
  temporary: invite.temporary,
  created_at: new Date(invite.createdAtMs),
  expires_at: invite.expiresAtMs === undefined ? null : new Date(invite.expiresAtMs),
});

const toInvite = (row: InviteRow): Invite => ({
  code: row.code,
  guildId: row.guild_id,
  channelId: row.channel_id,
  inviterId: row.inviter_id,
  uses: row.uses,
  maxUses: row.max_uses,
  maxAgeSeconds: row.max_age_seconds,
  temporary: row.temporary,
  createdAtMs: row.created_at.getTime(),
  ...(row.expires_at !== null && { expiresAtMs: row.expires_at.getTime() }),
});
