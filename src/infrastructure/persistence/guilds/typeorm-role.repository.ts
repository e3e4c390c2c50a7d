import { Injectable } from '@nestjs/common';
import { RoleRepository } from '../../../application/guilds';
import type { Role } from '../../../domain/guilds';
import { TransactionContext } from '../transaction-context';
import { type RoleRow, roleTable } from './guild.table';

@Injectable()
export class TypeOrmRoleRepository extends RoleRepository {
  constructor(private readonly context: TransactionContext) {
    super();
  }

  async insert(role: Role): Promise<void> {
    await this.context.manager.insert(roleTable, toRow(role));
  }

  async update(role: Role): Promise<void> {
    const { id, ...changes } = toRow(role);
    await this.context.manager.update(roleTable, { id }, changes);
  }

  async remove({ id, guildId }: Pick<Role, 'id' | 'guildId'>): Promise<void> {
    await this.context.query(
      `DELETE FROM channel_overwrites o USING guild_channels g
       WHERE g.channel_id = o.channel_id AND g.guild_id = $1 AND o.target_id = $2 AND o.kind = 'role'`,
      [guildId, id],
    );
    await this.context.query(
      'UPDATE emojis SET role_ids = array_remove(role_ids, $2::bigint) WHERE guild_id = $1 AND $2::bigint = ANY(role_ids)',
      [guildId, id],
    );
    await this.context.manager.delete(roleTable, { id, guild_id: guildId });
  }
}

const toRow = (role: Role): RoleRow => ({
  id: role.id,
  guild_id: role.guildId,
  name: role.name,
  color: role.color,
  secondary_color: role.secondaryColor ?? null,
  tertiary_color: role.tertiaryColor ?? null,
  hoist: role.hoist,
  mentionable: role.mentionable,
  permissions: role.permissions.toString(),
  position: role.position,
  icon: role.icon ?? null,
  unicode_emoji: role.unicodeEmoji ?? null,
  managed: role.managed,
  bot_id: role.botId ?? null,
});
