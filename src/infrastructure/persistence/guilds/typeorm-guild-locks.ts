import { Injectable } from '@nestjs/common';
import { GuildLocks } from '../../../application/guilds';
import { assert } from '../../../shared/assert';
import type { Id } from '../../../shared/ids';
import { TransactionContext } from '../transaction-context';

@Injectable()
export class TypeOrmGuildLocks extends GuildLocks {
  constructor(private readonly context: TransactionContext) {
    super();
  }

  /** Not the strongest lock: rows that only refer to the guild, such as audit entries of other work, need not wait. */
  async lock(guildId: Id): Promise<boolean> {
    assert(this.context.current, 'a guild is only locked inside a unit of work');
    const rows = await this.context.query<unknown[]>(
      'SELECT id FROM guilds WHERE id = $1 AND deleted_at IS NULL FOR NO KEY UPDATE',
      [guildId],
    );
    return rows.length > 0;
  }
}
