import { IsSnowflake, MayBeNull } from '../../shared/validation';

/** One of the two: a person or a group. */
export class ImTargetDto {
  /** Of the person a one-to-one conversation is with. */
  @MayBeNull()
  @IsSnowflake()
  receiver_id?: string | null;

  @MayBeNull()
  @IsSnowflake()
  group_id?: string | null;
}
