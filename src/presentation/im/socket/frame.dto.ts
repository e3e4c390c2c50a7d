import { IsSnowflake, MayBeNull } from '../../shared/validation';
import { ImTargetDto } from '../conversations/target.dto';
import { ImMessageBodyDto } from '../messages/message.dto';

/** A message as a frame says it: fields beside its text may also stand in `data`. */
export class ImMessageFrameDto extends ImMessageBodyDto {}

export class ImTypingFrameDto extends ImTargetDto {}

/** Everything up to a message, or with a target only, everything there is. */
export class ImReadFrameDto extends ImTargetDto {
  @MayBeNull()
  @IsSnowflake()
  message_id?: string | null;
}

export class ImRecallFrameDto {
  @IsSnowflake()
  message_id!: string;
}
