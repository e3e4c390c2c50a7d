import { ArrayMaxSize, IsArray, IsBoolean, IsIn, IsInt, Max, Min } from 'class-validator';
import { AVAILABLE_GROUPS_PAGE_MAX, GROUP_MEMBERS_PAGE_MAX } from '../../../application/messaging';
import {
  GROUP_AVATAR_MAX,
  GROUP_DESCRIPTION_MAX,
  GROUP_MEMBERS_MAX,
  GROUP_NAME_MAX,
  GROUP_SANCTION_MS_MAX,
  type GroupJoinMode,
  groupJoinModes,
  MESSAGE_CONTENT_MAX,
} from '../../../domain/messaging';
import { IsSnowflake, IsText, MayBeAbsent, MayBeNull } from '../../shared/validation';

const GROUP_SANCTION_SECONDS_MAX = GROUP_SANCTION_MS_MAX / 1_000;

export class ImCreateGroupDto {
  @IsText(1, GROUP_NAME_MAX)
  name!: string;

  @MayBeNull()
  @IsText(0, GROUP_DESCRIPTION_MAX)
  description?: string | null;

  /** Who is in it from the start, besides oneself. */
  @MayBeNull()
  @IsArray()
  @ArrayMaxSize(GROUP_MEMBERS_MAX)
  @IsSnowflake({ each: true })
  member_ids?: string[] | null;
}

/** What is absent stays as it is. */
export class ImUpdateGroupDto {
  @MayBeAbsent()
  @IsText(1, GROUP_NAME_MAX)
  name?: string;

  @MayBeNull()
  @IsText(0, GROUP_DESCRIPTION_MAX)
  description?: string | null;

  /** Address of a picture; null or empty: none. */
  @MayBeNull()
  @IsText(0, GROUP_AVATAR_MAX)
  avatar?: string | null;

  @MayBeAbsent()
  @IsIn(groupJoinModes)
  join_mode?: GroupJoinMode;

  /** Whether members see what was said before they joined. */
  @MayBeAbsent()
  @IsBoolean()
  history_visible?: boolean;
}

export class ImGroupDto {
  @IsSnowflake()
  group_id!: string;
}

export class ImGroupMemberDto extends ImGroupDto {
  @IsSnowflake()
  user_id!: string;
}

export class ImGroupSanctionDto extends ImGroupMemberDto {
  /** Of a kick: how long the member may not come back, not at all when absent. Of a mute: a year when absent. */
  @MayBeNull()
  @IsInt()
  @Min(1)
  @Max(GROUP_SANCTION_SECONDS_MAX)
  duration_seconds?: number | null;
}

export class ImGroupRoleDto extends ImGroupMemberDto {
  @IsIn(['admin', 'member'])
  role!: 'admin' | 'member';
}

export class ImAnnouncementDto extends ImGroupDto {
  /** Empty: takes the announcement away. */
  @IsText(0, MESSAGE_CONTENT_MAX)
  content!: string;
}

export class ImListGroupsDto {
  /** The last id already seen. */
  @MayBeAbsent()
  @IsSnowflake()
  after?: string;

  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(AVAILABLE_GROUPS_PAGE_MAX)
  limit?: number;
}

export class ImListGroupMembersDto {
  /** The last user already seen. */
  @MayBeAbsent()
  @IsSnowflake()
  after?: string;

  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(GROUP_MEMBERS_PAGE_MAX)
  limit?: number;
}
