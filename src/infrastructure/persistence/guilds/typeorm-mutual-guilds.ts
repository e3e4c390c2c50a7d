import { Injectable } from '@nestjs/common';
import { MutualGuilds } from '../../../application/guilds';
import type { Id } from '../../../shared/ids';
import { TransactionContext } from '../transaction-context';

@Injectable()
export class TypeOrmMutualGuilds extends MutualGuilds {
  constructor(private readonly context: TransactionContext) {
    super();
  }

  async exist(one: Id, other: Id): Promise<boolean> {
    const rows = await this.context.query<unknown[]>(
      `SELECT FROM members a JOIN members b ON b.guild_id = a.guild_id AND b.user_id = $2
       JOIN guilds g ON g.id = a.guild_id AND g.deleted_at IS NULL
       WHERE a.user_id = $1 LIMIT 1`,
      [one, other],
    );
    return rows.length > 0;
  }
}
