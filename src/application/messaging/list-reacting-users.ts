import { Injectable } from '@nestjs/common';
import { guildError } from '../../domain/guilds';
import { parseEmoji, reactionKey } from '../../domain/messaging';
import { invalid } from '../../shared/errors';
import type { Id } from '../../shared/ids';
import type { Actor } from '../shared/actor';
import { ReactionReader } from './reaction.reader';
import { ReadMessage } from './read-message';

export const REACTING_USERS_PAGE_MAX = 100;

export interface ListReactingUsersInput {
  readonly channelId: Id;
  readonly messageId: Id;
  readonly emoji: string;
  /** Users with a greater id. */
  readonly after?: Id;
  readonly limit: number;
}

/** Who reacted to a message with one emoji, by ascending id. */
@Injectable()
export class ListReactingUsers {
  constructor(
    private readonly readMessage: ReadMessage,
    private readonly reader: ReactionReader,
  ) {}

  /** @throws AppError `invalid` for a limit outside 1-100, `unknown_emoji`, and as reading the message does */
  async execute(
    actor: Actor,
    { channelId, messageId, emoji: text, ...page }: ListReactingUsersInput,
  ): Promise<readonly Id[]> {
    if (!Number.isInteger(page.limit) || page.limit < 1 || page.limit > REACTING_USERS_PAGE_MAX) {
      throw invalid('limit', `must be an integer from 1 to ${REACTING_USERS_PAGE_MAX}`);
    }
    await this.readMessage.execute(actor, { channelId, messageId });
    const emoji = parseEmoji(text);
    if (!emoji) throw guildError('unknown_emoji');
    return this.reader.users({ channelId, messageId, emojiKey: reactionKey(emoji), ...page });
  }
}
