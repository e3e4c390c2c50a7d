import { Injectable } from '@nestjs/common';
import { CONTACT_CONVERSATIONS_MAX, type ContactConversations, ContactReader } from '../../../application/realtime';
import { otherOf } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';
import { TransactionContext } from '../transaction-context';

interface SelectedConversation {
  channel_id: Id;
  pair_key: string | null;
}

/** A group has no pair. */
const CONVERSATIONS = `SELECT r.channel_id, d.pair_key
  FROM channel_recipients r
  JOIN channels c ON c.id = r.channel_id AND c.closed_at IS NULL
  LEFT JOIN direct_channels d ON d.channel_id = r.channel_id
  WHERE r.user_id = $1
  ORDER BY coalesce(c.head_id, c.id) DESC LIMIT $2`;

/** Those of the people `$2` between whom and `$1` there is a block, looked up one by one in the index of each direction. */
const BLOCKED = `SELECT b.blocked_id AS user_id FROM blocks b WHERE b.blocker_id = $1 AND b.blocked_id = ANY($2::bigint[])
  UNION ALL
  SELECT b.blocker_id FROM blocks b WHERE b.blocked_id = $1 AND b.blocker_id = ANY($2::bigint[])`;

@Injectable()
export class TypeOrmContactReader extends ContactReader {
  constructor(private readonly context: TransactionContext) {
    super();
  }

  async conversationsOf(userId: Id): Promise<ContactConversations> {
    const parameters = [userId, CONTACT_CONVERSATIONS_MAX];
    const rows = await this.context.query<SelectedConversation[]>(CONVERSATIONS, parameters);
    const otherIds = rows.flatMap(({ pair_key: key }) => (key === null ? [] : otherOfPair(key, userId)));
    const blocked = new Set(await this.blockedAmong(userId, otherIds));
    return {
      directUserIds: otherIds.filter((otherId) => !blocked.has(otherId)),
      groupIds: rows.flatMap(({ channel_id: id, pair_key: key }) => (key === null ? id : [])),
    };
  }

  private async blockedAmong(userId: Id, otherIds: readonly Id[]): Promise<Id[]> {
    if (otherIds.length === 0) return [];
    const rows = await this.context.query<{ user_id: Id }[]>(BLOCKED, [userId, otherIds]);
    return rows.map(({ user_id: id }) => id);
  }
}

function otherOfPair(key: string, userId: Id): Id {
  const [lower = userId, higher = userId] = key.split(':');
  return otherOf({ recipientIds: [lower, higher] }, userId);
}
