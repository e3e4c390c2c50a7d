import { Injectable } from '@nestjs/common';
import { EmojiRepository } from '../../../application/guilds/emojis/emoji.repository';
import type { Emoji } from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';
import { TransactionContext } from '../transaction-context';
import { emojiTable } from './guild-extras.table';

@Injectable()
export class TypeOrmEmojiRepository extends EmojiRepository {
  constructor(private readonly context: TransactionContext) {
    super();
  }

  async insert(emoji: Emoji): Promise<void> {
    await this.context.manager.insert(emojiTable, {
      id: emoji.id,
      guild_id: emoji.guildId,
      name: emoji.name,
      creator_id: emoji.creatorId,
      animated: emoji.animated,
      role_ids: [...emoji.roleIds],
    });
  }

  async update({ id, name, roleIds }: Emoji): Promise<void> {
    await this.context.manager.update(emojiTable, { id }, { name, role_ids: [...roleIds] });
  }

  async remove(emojiId: Id): Promise<void> {
    await this.context.manager.delete(emojiTable, { id: emojiId });
  }
}
