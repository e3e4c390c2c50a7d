import { Injectable } from '@nestjs/common';
import { Acquaintances } from '../../../application/messaging/contacts/acquaintances';
import { pairOf } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';
import { TransactionContext } from '../transaction-context';

@Injectable()
export class TypeOrmAcquaintances extends Acquaintances {
  constructor(private readonly context: TransactionContext) {
    super();
  }

  async exist(one: Id, other: Id): Promise<boolean> {
    const [row] = await this.context.query<[{ exist: boolean }]>(
      `SELECT EXISTS (SELECT FROM friendships f
           WHERE f.lower_id = $1 AND f.higher_id = $2 AND f.befriended_at IS NOT NULL)
         OR EXISTS (SELECT FROM channel_recipients a
           JOIN channel_recipients b ON b.channel_id = a.channel_id AND b.user_id = $2
           JOIN channels c ON c.id = a.channel_id AND c.kind = 'group' AND c.closed_at IS NULL
           WHERE a.user_id = $1) AS exist`,
      [...pairOf(one, other)],
    );
    return row.exist;
  }
}
