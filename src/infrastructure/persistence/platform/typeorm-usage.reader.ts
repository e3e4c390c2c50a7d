import { Injectable } from '@nestjs/common';
import { UsageReader, type UsageFigures } from '../../../application/operations/read-usage';
import { assert } from '../../../shared/assert';
import type { Id } from '../../../shared/ids';
import { TransactionContext } from '../transaction-context';

@Injectable()
export class TypeOrmUsageReader extends UsageReader {
  constructor(private readonly context: TransactionContext) {
    super();
  }

  /** Heads count messages without reading any; those of a day are a range of an index. */
  async count(sinceId: Id): Promise<UsageFigures> {
    const [row] = await this.context.query<{ users: string; messages: string; messages_since: string }[]>(
      `SELECT (SELECT count(*) FROM users WHERE kind = 'human' AND deleted_at IS NULL) AS users,
         (SELECT coalesce(sum(head_seq), 0) FROM channels) AS messages,
         (SELECT count(*) FROM messages m WHERE m.id >= $1) AS messages_since`,
      [sinceId],
    );
    assert(row, 'a statement of sub-selects has a row');
    return { users: Number(row.users), messages: Number(row.messages), messagesSince: Number(row.messages_since) };
  }
}
