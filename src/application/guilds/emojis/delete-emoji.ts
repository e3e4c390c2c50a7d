import { Injectable } from '@nestjs/common';
import { AuditAction } from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';
import { ImageStore } from '../../files';
import type { AccountActor } from '../../shared/actor';
import { LockedGuilds } from '../locked-guilds';
import { EmojiChanges, requireEmoji } from './emoji-changes';
import { EmojiRepository } from './emoji.repository';

export interface DeleteEmojiInput {
  readonly guildId: Id;
  readonly emojiId: Id;
  readonly reason?: string;
}

/** Deletes an emoji with its picture; messages that have it keep its name. */
@Injectable()
export class DeleteEmoji {
  constructor(
    private readonly guilds: LockedGuilds,
    private readonly emojis: EmojiRepository,
    private readonly images: ImageStore,
    private readonly changes: EmojiChanges,
  ) {}

  /** @throws AppError `unknown_guild`, `unknown_emoji`, `missing_permissions` */
  async execute(actor: AccountActor, { guildId, emojiId, reason }: DeleteEmojiInput): Promise<void> {
    await this.guilds.change(actor, guildId, 0n, async (view) => {
      const before = requireEmoji(view, emojiId);
      await this.emojis.remove(emojiId);
      await this.changes.tell(view, { before, actionType: AuditAction.emojiDelete, reason });
    });
    await this.images.remove({ kind: 'emoji', id: emojiId });
  }
}
