import { IsInt, Max, Min } from 'class-validator';
import { ROOM_DESCRIPTION_MAX, ROOM_MEMBERS_MAX, ROOM_NAME_MAX } from '../../../domain/rooms';
import { IsSnowflake, IsText, MayBeNull } from '../../shared/validation';

export class ChatCreateRoomDto {
  @IsText(1, ROOM_NAME_MAX)
  name!: string;

  @MayBeNull()
  @IsText(0, ROOM_DESCRIPTION_MAX)
  description?: string | null;

  /** Without it as many may come as want to. */
  @MayBeNull()
  @IsInt()
  @Min(1)
  @Max(ROOM_MEMBERS_MAX)
  max_members?: number | null;
}

export class RoomParams {
  @IsSnowflake()
  id!: string;
}
