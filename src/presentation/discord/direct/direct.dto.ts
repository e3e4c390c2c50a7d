import { ArrayMaxSize, IsArray } from 'class-validator';
import { IsSnowflake, MayBeNull } from '../../shared/validation';

export class OpenDirectChannelDto {
  @MayBeNull()
  @IsSnowflake()
  recipient_id?: string | null;

  /** As Discord's own clients write it. */
  @MayBeNull()
  @IsArray()
  @ArrayMaxSize(1, { message: 'must have at most one id: there are no group conversations' })
  @IsSnowflake({ each: true })
  recipients?: string[] | null;
}
