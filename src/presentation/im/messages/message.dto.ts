import { Transform } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsInt, Max, Min } from 'class-validator';
import { HISTORY_PAGE_MAX, RECEIPTS_PAGE_MAX, SEARCH_PAGE_MAX } from '../../../application/messaging';
import {
  FORWARD_MAX,
  MESSAGE_CONTENT_MAX,
  type MessageFormat,
  messageFormats,
  NONCE_LENGTH_MAX,
  SEARCH_QUERY_LENGTH_MAX,
  SEARCH_QUERY_LENGTH_MIN,
} from '../../../domain/messaging';
import { IsSnowflake, IsText, MayBeAbsent, MayBeNull } from '../../shared/validation';
import { ImTargetDto } from '../conversations/target.dto';

/** A whole number becomes text. */
const NumberAsText = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) => (Number.isSafeInteger(value) ? String(value) : value));

/** What a message says, to whomever: the same in a body and in a frame of the socket. */
export class ImMessageBodyDto extends ImTargetDto {
  /** At most 2,000 characters; may be empty beside an attachment. */
  @MayBeNull()
  @IsText(0, MESSAGE_CONTENT_MAX)
  content?: string | null;

  /** `text` unless it is said. */
  @MayBeNull()
  @IsIn(messageFormats)
  message_type?: MessageFormat | null;

  /** The message this one answers, in the same conversation. */
  @MayBeNull()
  @IsSnowflake()
  reply_to_id?: string | null;

  /** A file of one's own that was uploaded before. */
  @MayBeNull()
  @IsSnowflake()
  attachment_id?: string | null;

  /** The same one again within a day makes no second message. */
  @MayBeNull()
  @NumberAsText()
  @IsText(1, NONCE_LENGTH_MAX)
  nonce?: string | null;
}

export class ImListMessagesDto extends ImTargetDto {
  /** Only older ones. */
  @MayBeAbsent()
  @IsSnowflake()
  before?: string;

  /** Only newer ones, the oldest of them. */
  @MayBeAbsent()
  @IsSnowflake()
  after?: string;

  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(HISTORY_PAGE_MAX)
  limit?: number;
}

export class ImEditMessageDto {
  @IsText(1, MESSAGE_CONTENT_MAX)
  content!: string;
}

export class ImForwardMessagesDto extends ImTargetDto {
  /** In the order in which they are sent. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(FORWARD_MAX)
  @IsSnowflake({ each: true })
  message_ids!: string[];

  /** One message for each, which is what is done unless it is said, or one that holds them all. */
  @MayBeNull()
  @IsIn(['each', 'merged'])
  mode?: 'each' | 'merged' | null;

  /** As of a message. */
  @MayBeNull()
  @NumberAsText()
  @IsText(1, NONCE_LENGTH_MAX)
  nonce?: string | null;
}

export class ImReceiptsDto {
  /** `read` unless it is said. */
  @MayBeAbsent()
  @IsIn(['read', 'unread'])
  state?: 'read' | 'unread';

  /** The last user already seen. */
  @MayBeAbsent()
  @IsSnowflake()
  after?: string;

  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(RECEIPTS_PAGE_MAX)
  limit?: number;
}

/** Hits in one answer unless another number is asked for. */
export const SEARCH_PAGE_DEFAULT = 50;

/** In all one's own conversations when no target is named. */
export class ImSearchDto extends ImTargetDto {
  /** At least two characters. */
  @IsText(SEARCH_QUERY_LENGTH_MIN, SEARCH_QUERY_LENGTH_MAX)
  q!: string;

  /** Only what this user said. */
  @MayBeAbsent()
  @IsSnowflake()
  from?: string;

  /** Only older ones. */
  @MayBeAbsent()
  @IsSnowflake()
  before?: string;

  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(SEARCH_PAGE_MAX)
  limit?: number;
}
