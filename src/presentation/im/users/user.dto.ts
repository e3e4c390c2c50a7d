import { IsIn, IsInt, IsString, Max, Min } from 'class-validator';
import { PEOPLE_PAGE_MAX } from '../../../application/identity/list-people';
import { USERNAME_LENGTH_MAX, USERNAME_LENGTH_MIN } from '../../../domain/identity';
import { IM_USERNAME_LENGTH_MAX } from '../auth/auth.dto';
import { IsSnowflake, IsText, MayBeAbsent, MayBeNull } from '../../shared/validation';

/** What is absent or null stays as it is. */
export class ImUpdateUserDto {
  @MayBeNull()
  @IsText(USERNAME_LENGTH_MIN, IM_USERNAME_LENGTH_MAX)
  username?: string | null;

  /** A data URI; empty takes the picture away; its present address leaves it as it is. */
  @MayBeNull()
  @IsString()
  avatar?: string | null;

  /** Of all connections of this account; changes nothing without any. */
  @MayBeNull()
  @IsIn(['online', 'away', 'offline'])
  status?: 'online' | 'away' | 'offline' | null;
}

export class ImListUsersDto {
  /** Part of a name. */
  @MayBeAbsent()
  @IsText(0, USERNAME_LENGTH_MAX)
  search?: string;

  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(PEOPLE_PAGE_MAX)
  limit?: number;

  /** The last id already seen. */
  @MayBeAbsent()
  @IsSnowflake()
  after?: string;
}
