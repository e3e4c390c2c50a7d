import { Injectable } from '@nestjs/common';
import { type MemberListQuery, MemberReader, type MemberSearchQuery } from '../../../application/guilds';
import type { Member } from '../../../domain/guilds';
import { usernameKey } from '../../../domain/identity';
import type { Id } from '../../../shared/ids';
import { TransactionContext } from '../transaction-context';
import { toMember } from './guild-rows';
import type { MemberRow } from './guild.table';

@Injectable()
export class TypeOrmMemberReader extends MemberReader {
  constructor(private readonly context: TransactionContext) {
    super();
  }

  async list(guildId: Id, { limit, after = '0' }: MemberListQuery): Promise<readonly Member[]> {
    const rows = await this.context.query<MemberRow[]>(
      'SELECT * FROM members WHERE guild_id = $1 AND user_id > $2 ORDER BY user_id LIMIT $3',
      [guildId, after, limit],
    );
    return rows.map(toMember);
  }

  async search(guildId: Id, { prefix, limit }: MemberSearchQuery): Promise<readonly Member[]> {
    const rows = await this.context.query<MemberRow[]>(
      `SELECT m.* FROM members m JOIN users u ON u.id = m.user_id
       WHERE m.guild_id = $1
         AND (u.username_key LIKE $2 OR lower(m.nick) LIKE $3 OR lower(u.display_name) LIKE $3)
       ORDER BY m.user_id LIMIT $4`,
      [guildId, pattern(usernameKey(prefix)), pattern(prefix.toLowerCase()), limit],
    );
    return rows.map(toMember);
  }
}

/** Whatever begins with the text, which has no wildcards of its own. */
const pattern = (prefix: string): string => `${prefix.replaceAll(/[\\%_]/g, '\\$&')}%`;
