import { IsBoolean, IsIn } from 'class-validator';
import { MESSAGE_CONTENT_MAX, NONCE_LENGTH_MAX } from '../../../domain/messaging';
import { IsSnowflake, IsText, MayBeNull } from '../../shared/validation';
import { type ChatType, chatTypes } from '../conversations/chat-type';

class ChatDto {
  @IsIn(chatTypes)
  chat_type!: ChatType;

  /** The other person of a private chat, else the group or the room. */
  @IsSnowflake()
  chat_id!: string;
}

export class SendMessageFrame extends ChatDto {
  @IsText(1, MESSAGE_CONTENT_MAX)
  content!: string;

  /** `text` unless it is said. */
  @MayBeNull()
  @IsIn(['text', 'image'])
  message_type?: 'text' | 'image' | null;

  /** The message this one answers, in the same conversation. */
  @MayBeNull()
  @IsSnowflake()
  reply_to_id?: string | null;

  /** The same one again within a day makes no second message. */
  @MayBeNull()
  @IsText(1, NONCE_LENGTH_MAX)
  nonce?: string | null;
}

export class RoomFrame {
  @IsSnowflake()
  room_id!: string;
}

export class TypingFrame {
  @IsBoolean()
  is_typing!: boolean;

  /** `room` unless it is said. */
  @MayBeNull()
  @IsIn(chatTypes)
  chat_type?: ChatType | null;

  @IsSnowflake()
  chat_id!: string;
}

export class MarkReadFrame extends ChatDto {
  /** Everything up to it; without it everything there is. */
  @MayBeNull()
  @IsSnowflake()
  message_id?: string | null;
}

export class DeleteMessageFrame {
  @IsSnowflake()
  message_id!: string;
}

export class EditMessageFrame extends DeleteMessageFrame {
  @IsText(1, MESSAGE_CONTENT_MAX)
  content!: string;
}
