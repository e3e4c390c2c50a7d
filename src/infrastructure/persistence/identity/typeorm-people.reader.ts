import { Injectable } from '@nestjs/common';
import { PeopleReader, type PeopleQuery } from '../../../application/identity/people.reader';
import { usernameKey } from '../../../domain/identity';
import type { Id } from '../../../shared/ids';
import { TransactionContext } from '../transaction-context';

@Injectable()
export class TypeOrmPeopleReader extends PeopleReader {
  constructor(private readonly context: TransactionContext) {
    super();
  }

  async find({ search, after = '0', exceptId, limit }: PeopleQuery): Promise<readonly Id[]> {
    const rows = await this.context.query<{ id: Id }[]>(
      `SELECT id FROM users
       WHERE kind <> 'guest' AND deleted_at IS NULL AND id <> $1 AND id > $2
         AND ($3::text IS NULL OR username_key LIKE $3)
       ORDER BY id LIMIT $4`,
      [exceptId, after, search === undefined ? null : pattern(search), limit],
    );
    return rows.map(({ id }) => id);
  }
}

/** Whatever contains the text, which has no wildcards of its own. */
const pattern = (text: string): string => `%${usernameKey(text).replaceAll(/[\\%_]/g, '\\$&')}%`;
