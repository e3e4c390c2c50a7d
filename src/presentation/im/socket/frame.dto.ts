import { IsSnowflake, MayBeNull } from '../../shared/validation';
import { TargetDto } from '../conversations/target.dto';
import { MessageBodyDto } from '../messages/message.dto';

/** A message as a frame says it: fields beside its text may also stand in `data`. */
export class MessageFrameDto extends MessageBodyDto {}

export class TypingFrameDto extends TargetDto {}

/** Everything up to a message, or with a target only, everything there is. */
export class ReadFrameDto extends TargetDto {
  @MayBeNull()
  @IsSnowflake()
  message_id?: string | null;
}

export class RecallFrameDto {
  @IsSnowflake()
  message_id!: string;
}
