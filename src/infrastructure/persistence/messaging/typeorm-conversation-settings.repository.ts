import { Injectable } from '@nestjs/common';
import { type ConversationSettings, ConversationSettingsRepository } from '../../../application/messaging';
import { assert } from '../../../shared/assert';
import type { Id } from '../../../shared/ids';
import { TransactionContext } from '../transaction-context';
import type { ConversationSettingsRow } from './conversation-settings.table';

/** Null stands for what is not changed. Wrapped, because TypeORM answers an INSERT in another form. */
const CHANGE = `WITH changed AS (
    INSERT INTO conversation_settings AS s (user_id, channel_id, is_pinned, is_muted, draft, updated_at)
    VALUES ($1, $2, coalesce($3, false), coalesce($4, false), coalesce($5, ''), $6)
    ON CONFLICT (user_id, channel_id) DO UPDATE SET is_pinned = coalesce($3, s.is_pinned),
      is_muted = coalesce($4, s.is_muted), draft = coalesce($5, s.draft), updated_at = $6
    RETURNING is_pinned, is_muted, draft
  ) SELECT * FROM changed`;

@Injectable()
export class TypeOrmConversationSettingsRepository extends ConversationSettingsRepository {
  constructor(private readonly context: TransactionContext) {
    super();
  }

  async change(
    userId: Id,
    channelId: Id,
    { isPinned, isMuted, draft }: Partial<ConversationSettings>,
    nowMs: number,
  ): Promise<ConversationSettings> {
    assert(this.context.current, 'settings are only changed inside a unit of work');
    const rows = await this.context.query<ConversationSettingsRow[]>(CHANGE, [
      ...[userId, channelId, isPinned ?? null, isMuted ?? null, draft ?? null, new Date(nowMs)],
    ]);
    const [row] = rows;
    assert(row, 'what was changed is there');
    return { isPinned: row.is_pinned, isMuted: row.is_muted, draft: row.draft };
  }
}
