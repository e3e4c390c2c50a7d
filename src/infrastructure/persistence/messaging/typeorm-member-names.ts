import { Injectable } from '@nestjs/common';
import { MemberNames, type NamedMembers } from '../../../application/messaging';
import { usernameKey } from '../../../domain/identity';
import type { Id } from '../../../shared/ids';
import { TransactionContext } from '../transaction-context';

/** The names first, by their index: a group may have thousands of members. */
const FIND = `SELECT u.id, u.username_key FROM users u
  JOIN channel_recipients r ON r.channel_id = $1 AND r.user_id = u.id
  WHERE u.id = ANY(ARRAY(SELECT named.id FROM users named WHERE named.username_key = ANY($2::text[])) || $3::bigint[])
    AND u.deleted_at IS NULL`;

@Injectable()
export class TypeOrmMemberNames extends MemberNames {
  constructor(private readonly context: TransactionContext) {
    super();
  }

  async find(channelId: Id, names: readonly string[], userIds: readonly Id[]): Promise<NamedMembers> {
    const keyed = names.map((name) => [name, usernameKey(name)] as const);
    const keys = [...new Set(keyed.map(([, key]) => key))];
    const rows = await this.context.query<{ id: Id; username_key: string }[]>(FIND, [channelId, keys, userIds]);
    const idByKey = new Map(rows.map((row) => [row.username_key, row.id]));
    const found = keyed.flatMap(([name, key]): [string, Id][] => {
      const id = idByKey.get(key);
      return id === undefined ? [] : [[name, id]];
    });
    return { byName: new Map(found), userIds: new Set(rows.map(({ id }) => id)) };
  }
}
