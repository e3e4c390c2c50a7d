import { ArrayMaxSize, IsArray, IsString } from 'class-validator';
import { IsSnowflake, MayBeNull } from '../../shared/validation';

export class OpenDirectChannelDto {
  @MayBeNull()
  @IsSnowflake()
  recipient_id?: string | null;

  /** As Discord's own clients write it. */
  @MayBeNull()
  @IsArray()
  @ArrayMaxSize(1, { message: 'must have at most one id: groups are not made here' })
  @IsSnowflake({ each: true })
  recipients?: string[] | null;
}

/** Of a group; what its name may be is the domain's to say. */
export class UpdateGroupDto {
  @MayBeNull()
  @IsString()
  name?: string | null;
}
