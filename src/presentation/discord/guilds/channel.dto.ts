import { Transform, Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsBoolean, IsIn, IsInt, Max, Min, ValidateNested } from 'class-validator';
import { ChannelType, OverwriteType } from 'discord-api-types/v10';
import type { ChannelSettings, OverwriteInput } from '../../../application/guilds/channels/channel-settings';
import {
  autoArchiveMinutes,
  BITRATE_MAX,
  BITRATE_MIN,
  CHANNEL_NAME_LENGTH_MAX,
  CHANNEL_POSITION_MAX,
  CHANNEL_SLOW_MODE_SECONDS_MAX,
  CHANNEL_TOPIC_LENGTH_MAX,
  type GuildChannelType,
  OVERWRITES_MAX,
  USER_LIMIT_MAX,
} from '../../../domain/guilds';
import { IsSnowflake, IsText, MayBeNull } from '../../shared/validation';
import { IsPermissionBits, toBits } from '../rest/permission-bits';

/** The numbers of the types of channels that there are here. */
export const channelTypeNames: Readonly<Record<number, GuildChannelType>> = {
  [ChannelType.GuildText]: 'text',
  [ChannelType.GuildVoice]: 'voice',
  [ChannelType.GuildCategory]: 'category',
  [ChannelType.GuildAnnouncement]: 'announcement',
};
const channelTypes = Object.keys(channelTypeNames).map(Number);

const ROLE: number = OverwriteType.Role;
const MEMBER: number = OverwriteType.Member;
/** Old clients name them. */
const overwriteTypeNumbers: Readonly<Record<string, number>> = { '0': ROLE, '1': MEMBER, role: ROLE, member: MEMBER };

const toOverwriteType = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' ? (overwriteTypeNumbers[value] ?? value) : value;

export class EditOverwriteDto {
  /** 0 for a role, 1 for a member. */
  @MayBeNull()
  @Transform(toOverwriteType)
  @IsIn([ROLE, MEMBER])
  // Not OverwriteType: the build writes a field's enum into the OpenAPI document by a path that is not exported.
  type?: number | null;

  @MayBeNull()
  @IsPermissionBits()
  allow?: string | null;

  @MayBeNull()
  @IsPermissionBits()
  deny?: string | null;
}

export class OverwriteDto extends EditOverwriteDto {
  @IsSnowflake()
  id!: string;
}

/** What a channel has beside its name; null clears a field or leaves it as it is, as Discord does. */
export class ChannelSettingsDto {
  @MayBeNull()
  @IsIn(channelTypes)
  type?: number | null;

  @MayBeNull()
  @IsText(0, CHANNEL_TOPIC_LENGTH_MAX)
  topic?: string | null;

  @MayBeNull()
  @IsBoolean()
  nsfw?: boolean | null;

  /** Seconds. */
  @MayBeNull()
  @IsInt()
  @Min(0)
  @Max(CHANNEL_SLOW_MODE_SECONDS_MAX)
  rate_limit_per_user?: number | null;

  @MayBeNull()
  @IsInt()
  @Min(0)
  @Max(CHANNEL_POSITION_MAX)
  position?: number | null;

  @MayBeNull()
  @IsInt()
  @Min(BITRATE_MIN)
  @Max(BITRATE_MAX)
  bitrate?: number | null;

  @MayBeNull()
  @IsInt()
  @Min(0)
  @Max(USER_LIMIT_MAX)
  user_limit?: number | null;

  /** Minutes. */
  @MayBeNull()
  @IsIn(autoArchiveMinutes)
  default_auto_archive_duration?: number | null;
}

class GuildChannelSettingsDto extends ChannelSettingsDto {
  @MayBeNull()
  @IsSnowflake()
  parent_id?: string | null;

  @MayBeNull()
  @ValidateNested({ each: true })
  @Type(() => OverwriteDto)
  @ArrayMaxSize(OVERWRITES_MAX)
  @IsArray()
  permission_overwrites?: OverwriteDto[] | null;
}

export class CreateChannelDto extends GuildChannelSettingsDto {
  @IsText(1, CHANNEL_NAME_LENGTH_MAX)
  name!: string;
}

export class UpdateChannelDto extends GuildChannelSettingsDto {
  @MayBeNull()
  @IsText(1, CHANNEL_NAME_LENGTH_MAX)
  name?: string | null;
}

export class MoveChannelDto {
  @IsSnowflake()
  id!: string;

  @MayBeNull()
  @IsInt()
  @Min(0)
  @Max(CHANNEL_POSITION_MAX)
  position?: number | null;

  @MayBeNull()
  @IsBoolean()
  lock_permissions?: boolean | null;

  /** Null takes the channel out of its category. */
  @MayBeNull()
  @IsSnowflake()
  parent_id?: string | null;
}

/** What null means to Discord: no topic, no slow mode, not for adults; where nothing cannot be, as it was. */
export const toChannelSettings = (body: ChannelSettingsDto): Omit<ChannelSettings, 'name' | 'parentId'> => ({
  type: body.type === undefined || body.type === null ? undefined : channelTypeNames[body.type],
  topic: body.topic,
  nsfw: body.nsfw === null ? false : body.nsfw,
  slowModeSeconds: body.rate_limit_per_user === null ? 0 : body.rate_limit_per_user,
  position: body.position ?? undefined,
  bitrate: body.bitrate,
  userLimit: body.user_limit,
  autoArchiveMinutes: body.default_auto_archive_duration,
});

export const toOverwrite = (targetId: string, { type, allow, deny }: EditOverwriteDto): OverwriteInput => ({
  targetId,
  ...(type !== undefined && type !== null && { kind: type === ROLE ? 'role' : 'member' }),
  allow: toBits(allow),
  deny: toBits(deny),
});

export const toOverwrites = (overwrites: readonly OverwriteDto[] | undefined): OverwriteInput[] | undefined =>
  overwrites?.map((overwrite) => toOverwrite(overwrite.id, overwrite));
