import { Injectable } from '@nestjs/common';
import type { Guild } from '../../domain/guilds';
import type { Id } from '../../shared/ids';
import { MessageWriter } from '../messaging';
import { Logger } from '../shared/logger';

/** Tells the guild's system channel, when it has one, who came. */
@Injectable()
export class JoinNotice {
  constructor(
    private readonly writer: MessageWriter,
    private readonly logger: Logger,
  ) {}

  /** The member is in already: a notice that cannot be written is logged only. */
  async tell({ id, systemChannelId }: Pick<Guild, 'id' | 'systemChannelId'>, userId: Id): Promise<void> {
    if (systemChannelId === undefined) return;
    const author = { userId };
    try {
      await this.writer.append({
        channelId: systemChannelId,
        kind: 'join_notice',
        author,
        byAdmin: false,
        content: '',
      });
    } catch (error) {
      this.logger.warn('a new member could not be announced', { guildId: id, userId, error });
    }
  }
}
