import { Injectable } from '@nestjs/common';
import { AuditAction, type Emoji } from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { LockedGuilds } from '../locked-guilds';
import { checkEmojiName, EmojiChanges, requireEmoji, requireRoles } from './emoji-changes';
import { EmojiRepository } from './emoji.repository';

export interface UpdateEmojiInput {
  readonly guildId: Id;
  readonly emojiId: Id;
  readonly name?: string;
  /** Empty: everybody may use it. */
  readonly roleIds?: readonly Id[];
  readonly reason?: string;
}

/** Renames an emoji, or says who may use it. */
@Injectable()
export class UpdateEmoji {
  constructor(
    private readonly guilds: LockedGuilds,
    private readonly emojis: EmojiRepository,
    private readonly changes: EmojiChanges,
  ) {}

  /** @throws AppError `unknown_guild`, `unknown_emoji`, `unknown_role`, `missing_permissions`, `invalid` */
  async execute(actor: AccountActor, { guildId, emojiId, name, roleIds, reason }: UpdateEmojiInput): Promise<Emoji> {
    if (name !== undefined) checkEmojiName(name);
    return this.guilds.change(actor, guildId, 0n, async (view) => {
      const before = requireEmoji(view, emojiId);
      const after: Emoji = {
        ...before,
        ...(name !== undefined && { name }),
        ...(roleIds && { roleIds: requireRoles(view, roleIds) }),
      };
      await this.emojis.update(after);
      await this.changes.tell(view, { before, after, actionType: AuditAction.emojiUpdate, reason });
      return after;
    });
  }
}
