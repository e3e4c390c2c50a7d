import { Injectable } from '@nestjs/common';
import { CompletedSetups } from '../../../application/shared/completed-setups';
import { assert } from '../../../shared/assert';
import { TransactionContext } from '../transaction-context';

/** By a row of its own: who comes second waits for the first, and does nothing once that one has committed. */
@Injectable()
export class TypeOrmCompletedSetups extends CompletedSetups {
  constructor(private readonly context: TransactionContext) {
    super();
  }

  async complete(name: string, nowMs: number): Promise<boolean> {
    assert(this.context.current, 'a setup is completed together with what it does');
    const rows = await this.context.query<object[]>(
      'INSERT INTO completed_setups (name, completed_at) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING name',
      [name, new Date(nowMs)],
    );
    return rows.length > 0;
  }
}
