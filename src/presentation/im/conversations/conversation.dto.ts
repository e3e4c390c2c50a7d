import { IsBoolean, IsIn } from 'class-validator';
import { DRAFT_LENGTH_MAX } from '../../../application/messaging';
import { IsSnowflake, IsText, MayBeAbsent, MayBeNull } from '../../shared/validation';

export const conversationTypes = ['direct', 'group'] as const;
export type ConversationType = (typeof conversationTypes)[number];

/** One of two people by the other one, else a group. */
export class ImConversationParametersDto {
  @IsIn(conversationTypes)
  type!: ConversationType;

  @IsSnowflake()
  id!: string;
}

/** What is absent stays as it is. */
export class ImUpdateConversationDto {
  @MayBeAbsent()
  @IsBoolean()
  is_pinned?: boolean;

  @MayBeAbsent()
  @IsBoolean()
  is_muted?: boolean;

  /** Null or empty: none. */
  @MayBeNull()
  @IsText(0, DRAFT_LENGTH_MAX)
  draft?: string | null;
}
