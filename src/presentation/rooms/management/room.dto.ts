import { ArrayMaxSize, IsArray, IsBoolean, IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';
import { ROOMS_PAGE_MAX } from '../../../application/rooms/room.reader';
import {
  OUTSIDE_USER_ID_MAX,
  ROOM_ADMINS_MAX,
  ROOM_MEMBERS_MAX,
  ROOM_METADATA_BYTES_MAX,
  ROOM_NAME_MAX,
  ROOM_SLOW_MODE_SECONDS_MAX,
  type RoomAccess,
  roomAccesses,
} from '../../../domain/rooms';
import { IsFreeObject, IsSnowflake, IsText, MayBeAbsent } from '../../shared/validation';

export class AdminsDto {
  /** Ids of the outside system, 1-128 characters each; whoever proves one of them is an admin of the room. */
  @IsText(1, OUTSIDE_USER_ID_MAX, { each: true })
  @ArrayMaxSize(ROOM_ADMINS_MAX)
  @IsArray()
  admin_user_ids!: string[];
}

class OptionalSettingsDto {
  /** `open` (the default): anyone may claim a user id that is not an admin's. `ticket`: everybody proves theirs. */
  @MayBeAbsent()
  @IsIn(roomAccesses)
  access?: RoomAccess;

  /** Users inside at once; null or absent: as many as come. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(ROOM_MEMBERS_MAX)
  max_members?: number | null;

  /** Seconds between two messages of one user who is not an admin; 0 turns it off. */
  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(ROOM_SLOW_MODE_SECONDS_MAX)
  slow_mode_seconds?: number;

  /** The operator's own data, at most 8 KiB as JSON. */
  @MayBeAbsent()
  @IsFreeObject(ROOM_METADATA_BYTES_MAX)
  metadata?: Record<string, unknown>;
}

export class CreateRoomDto extends OptionalSettingsDto {
  @IsText(1, ROOM_NAME_MAX)
  room_name!: string;

  /** Ids of the outside system, 1-128 characters each; whoever proves one of them is an admin of the room. */
  @IsText(1, OUTSIDE_USER_ID_MAX, { each: true })
  @ArrayMaxSize(ROOM_ADMINS_MAX)
  @IsArray()
  admin_user_ids!: string[];
}

/** What is absent stays as it is. */
export class UpdateRoomDto extends OptionalSettingsDto {
  @MayBeAbsent()
  @IsText(1, ROOM_NAME_MAX)
  room_name?: string;

  @MayBeAbsent()
  @IsText(1, OUTSIDE_USER_ID_MAX, { each: true })
  @ArrayMaxSize(ROOM_ADMINS_MAX)
  @IsArray()
  admin_user_ids?: string[];
}

export class ListRoomsDto {
  /** Rooms on one page. */
  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(ROOMS_PAGE_MAX)
  limit?: number;

  /** The id of the last room already seen; the `Link` header has it. */
  @MayBeAbsent()
  @IsSnowflake()
  after?: string;

  /** True lists closed rooms too. */
  @MayBeAbsent()
  @IsBoolean()
  closed?: boolean;
}
