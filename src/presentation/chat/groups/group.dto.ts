import { ArrayMaxSize, IsArray, IsInt, Max, Min } from 'class-validator';
import { GROUP_MEMBERS_PAGE_MAX } from '../../../application/messaging';
import { GROUP_AVATAR_MAX, GROUP_DESCRIPTION_MAX, GROUP_MEMBERS_MAX, GROUP_NAME_MAX } from '../../../domain/messaging';
import { IsSnowflake, IsText, MayBeAbsent, MayBeNull } from '../../shared/validation';

export class CreateGroupDto {
  @IsText(1, GROUP_NAME_MAX)
  name!: string;

  @MayBeNull()
  @IsText(0, GROUP_DESCRIPTION_MAX)
  description?: string | null;

  /** Address of a picture. */
  @MayBeNull()
  @IsText(1, GROUP_AVATAR_MAX)
  avatar_url?: string | null;

  /** Who is in it from the start, besides the one who makes it. */
  @MayBeNull()
  @IsArray()
  @ArrayMaxSize(GROUP_MEMBERS_MAX)
  @IsSnowflake({ each: true })
  member_ids?: string[] | null;
}

export class ChatUpdateGroupDto {
  @MayBeNull()
  @IsText(1, GROUP_NAME_MAX)
  name?: string | null;

  @MayBeNull()
  @IsText(0, GROUP_DESCRIPTION_MAX)
  description?: string | null;

  /** Null takes the picture away. */
  @MayBeNull()
  @IsText(1, GROUP_AVATAR_MAX)
  avatar_url?: string | null;
}

export class GroupParams {
  @IsSnowflake()
  id!: string;
}

export class GroupMemberParams extends GroupParams {
  @IsSnowflake()
  user_id!: string;
}

export class ChatListMembersDto {
  /** Only greater user ids. */
  @MayBeAbsent()
  @IsSnowflake()
  after?: string;

  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(GROUP_MEMBERS_PAGE_MAX)
  limit?: number;
}
