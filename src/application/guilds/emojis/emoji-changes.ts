import { Injectable } from '@nestjs/common';
import {
  type AuditAction,
  auditChanges,
  type Emoji,
  type EmojisUpdated,
  guildError,
  hasPermission,
  isEmojiName,
  Permission,
} from '../../../domain/guilds';
import { invalid } from '../../../shared/errors';
import type { Id } from '../../../shared/ids';
import { UnitOfWork } from '../../shared/unit-of-work';
import { AuditLog } from '../audit-log';
import { guildKey } from '../cache-keys';
import type { GuildView } from '../guild-access';

export interface EmojiChange {
  readonly before?: Emoji;
  readonly after?: Emoji;
  readonly actionType: (typeof AuditAction)['emojiCreate' | 'emojiUpdate' | 'emojiDelete'];
  readonly reason?: string;
}

/** Tells of a changed emoji, for use cases that hold the guild's lock: clients are sent the whole list. */
@Injectable()
export class EmojiChanges {
  constructor(
    private readonly audit: AuditLog,
    private readonly uow: UnitOfWork,
  ) {}

  async tell({ guild, emojis, member }: GuildView, { before, after, actionType, reason }: EmojiChange): Promise<void> {
    const targetId = (after ?? before)?.id;
    const others = [...emojis.values()].filter(({ id }) => id !== targetId);
    const updated: EmojisUpdated = {
      type: 'emojis.updated',
      guildId: guild.id,
      emojis: after ? [...others, after] : others,
    };
    await this.uow.invalidate(guildKey(guild.id));
    this.uow.record(updated);
    const changes = auditChanges(before && { name: before.name }, after && { name: after.name });
    await this.audit.record({ guildId: guild.id, userId: member.userId, targetId, actionType, changes, reason });
  }
}

/** @throws AppError `invalid` */
export function checkEmojiName(name: string): void {
  if (!isEmojiName(name)) throw invalid('name', 'name must have 2 to 32 characters: letters, digits and underscores');
}

/** @throws AppError `unknown_role` */
export function requireRoles({ roles }: GuildView, roleIds: readonly Id[]): readonly Id[] {
  const wanted = [...new Set(roleIds)];
  if (wanted.some((id) => !roles.has(id))) throw guildError('unknown_role');
  return wanted;
}

/** An emoji that the member may change: their own, with the right to make some, or any. */
export function requireEmoji({ emojis, permissions, member }: GuildView, emojiId: Id): Emoji {
  const emoji = emojis.get(emojiId);
  if (!emoji) throw guildError('unknown_emoji');
  const isOwn = emoji.creatorId === member.userId && hasPermission(permissions, Permission.createExpressions);
  if (!isOwn && !hasPermission(permissions, Permission.manageExpressions)) throw guildError('missing_permissions');
  return emoji;
}
