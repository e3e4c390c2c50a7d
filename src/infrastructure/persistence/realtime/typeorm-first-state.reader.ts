import { Injectable } from '@nestjs/common';
import { FirstStateReader } from '../../../application/realtime';
import type { Member } from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';
import type { MemberRow } from '../guilds/guild.table';
import { toMember } from '../guilds/guild-rows';
import { TransactionContext } from '../transaction-context';

@Injectable()
export class TypeOrmFirstStateReader extends FirstStateReader {
  constructor(private readonly context: TransactionContext) {
    super();
  }

  async membersOfSmall(guildIds: readonly Id[], membersMax: number): Promise<readonly Member[]> {
    if (guildIds.length === 0) return [];
    const rows = await this.context.query<MemberRow[]>(
      `SELECT m.* FROM members m JOIN guilds g ON g.id = m.guild_id
       WHERE m.guild_id = ANY($1) AND g.member_count <= $2 ORDER BY m.guild_id, m.user_id`,
      [guildIds, membersMax],
    );
    return rows.map(toMember);
  }
}
