import { IsIn, IsInt, Max, Min } from 'class-validator';
import { HISTORY_OFFSET_MAX, HISTORY_PAGE_MAX, SEARCH_PAGE_MAX } from '../../../application/messaging';
import { MESSAGE_CONTENT_MAX } from '../../../domain/messaging';
import { IsSnowflake, IsText, MayBeAbsent } from '../../shared/validation';
import { type ChatType, chatTypes } from '../conversations/chat-type';

const EMOJI_TEXT_MAX = 100;
const SEARCH_TEXT_MAX = 200;

/** How a path names a conversation. */
export class ChatParams {
  @IsIn(chatTypes)
  chat_type!: ChatType;

  /** The other person of a private chat, else the group or the room. */
  @IsSnowflake()
  chat_id!: string;
}

export class ListMessagesDto {
  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(HISTORY_PAGE_MAX)
  limit?: number;

  /** So many of the newest are left out. */
  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(HISTORY_OFFSET_MAX)
  offset?: number;

  /** Only older ones. */
  @MayBeAbsent()
  @IsSnowflake()
  before?: string;

  /** Only newer ones, the oldest of them. */
  @MayBeAbsent()
  @IsSnowflake()
  after?: string;
}

export class MessageParams {
  @IsSnowflake()
  id!: string;
}

export class ReactionParams extends MessageParams {
  @IsText(1, EMOJI_TEXT_MAX)
  emoji!: string;
}

export class ChatEditMessageDto {
  @IsText(1, MESSAGE_CONTENT_MAX)
  content!: string;
}

export class SearchDto {
  @IsText(1, SEARCH_TEXT_MAX)
  q!: string;

  @MayBeAbsent()
  @IsIn(chatTypes)
  chat_type?: ChatType;

  /** With `chat_type`: only in this conversation. */
  @MayBeAbsent()
  @IsSnowflake()
  chat_id?: string;

  /** The id that the page before named in `next`. */
  @MayBeAbsent()
  @IsSnowflake()
  before?: string;

  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(SEARCH_PAGE_MAX)
  limit?: number;
}
