import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsString,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import type { FoundingChannel, FoundingRole } from '../../../application/guilds/founding';
import type { GuildSettings } from '../../../application/guilds/guild-settings';
import { OWN_GUILDS_PAGE_MAX } from '../../../application/guilds/list-own-guilds';
import {
  afkTimeouts,
  CHANNEL_NAME_LENGTH_MAX,
  COLOR_MAX,
  CONTENT_FILTER_MAX,
  GUILD_CHANNELS_MAX,
  GUILD_DESCRIPTION_LENGTH_MAX,
  GUILD_NAME_LENGTH_MAX,
  GUILD_NAME_LENGTH_MIN,
  NOTIFICATION_LEVEL_MAX,
  OVERWRITES_MAX,
  ROLE_NAME_MAX,
  ROLES_MAX,
  VERIFICATION_LEVEL_MAX,
} from '../../../domain/guilds';
import { IsSnowflake, IsText, MayBeAbsent, MayBeNull } from '../../shared/validation';
import { IsPermissionBits, toBits } from '../rest/permission-bits';
import { ChannelSettingsDto, EditOverwriteDto, toChannelSettings } from './channel.dto';

/** Characters of a language's tag at most. */
const LOCALE_LENGTH_MAX = 10;

/** A number or text that stands for something which has no id yet. */
function IsPlaceholder(): PropertyDecorator {
  const convert = Transform(({ value }: { value: unknown }) => (Number.isSafeInteger(value) ? String(value) : value));
  const isText = IsString();
  const hasDigits = Matches(/^\d{1,20}$/, { message: '$property must be an id' });
  return (target, property) => {
    convert(target, property);
    isText(target, property);
    hasDigits(target, property);
  };
}

class GuildSettingsDto {
  /** A picture as a data URI; null for none. */
  @MayBeNull()
  @IsString()
  icon?: string | null;

  @MayBeNull()
  @IsInt()
  @Min(0)
  @Max(VERIFICATION_LEVEL_MAX)
  verification_level?: number | null;

  @MayBeNull()
  @IsInt()
  @Min(0)
  @Max(NOTIFICATION_LEVEL_MAX)
  default_message_notifications?: number | null;

  @MayBeNull()
  @IsInt()
  @Min(0)
  @Max(CONTENT_FILTER_MAX)
  explicit_content_filter?: number | null;

  /** Seconds. */
  @MayBeNull()
  @IsIn(afkTimeouts)
  afk_timeout?: number | null;

  @MayBeNull()
  @IsText(2, LOCALE_LENGTH_MAX)
  preferred_locale?: string | null;

  @MayBeNull()
  @IsText(0, GUILD_DESCRIPTION_LENGTH_MAX)
  description?: string | null;
}

class FoundingRoleDto {
  @MayBeNull()
  @IsPlaceholder()
  id?: string | null;

  @MayBeNull()
  @IsText(0, ROLE_NAME_MAX)
  name?: string | null;

  @MayBeNull()
  @IsPermissionBits()
  permissions?: string | null;

  @MayBeNull()
  @IsInt()
  @Min(0)
  @Max(COLOR_MAX)
  color?: number | null;

  @MayBeNull()
  @IsBoolean()
  hoist?: boolean | null;

  @MayBeNull()
  @IsBoolean()
  mentionable?: boolean | null;
}

class FoundingOverwriteDto extends EditOverwriteDto {
  @IsPlaceholder()
  id!: string;
}

class FoundingChannelDto extends ChannelSettingsDto {
  @MayBeNull()
  @IsPlaceholder()
  id?: string | null;

  @IsText(1, CHANNEL_NAME_LENGTH_MAX)
  name!: string;

  @MayBeNull()
  @IsPlaceholder()
  parent_id?: string | null;

  @MayBeNull()
  @ValidateNested({ each: true })
  @Type(() => FoundingOverwriteDto)
  @ArrayMaxSize(OVERWRITES_MAX)
  @IsArray()
  permission_overwrites?: FoundingOverwriteDto[] | null;
}

export class CreateGuildDto extends GuildSettingsDto {
  @IsText(GUILD_NAME_LENGTH_MIN, GUILD_NAME_LENGTH_MAX)
  name!: string;

  /** The first one is @everyone. */
  @MayBeNull()
  @ValidateNested({ each: true })
  @Type(() => FoundingRoleDto)
  @ArrayMaxSize(ROLES_MAX)
  @IsArray()
  roles?: FoundingRoleDto[] | null;

  @MayBeNull()
  @ValidateNested({ each: true })
  @Type(() => FoundingChannelDto)
  @ArrayMaxSize(GUILD_CHANNELS_MAX)
  @IsArray()
  channels?: FoundingChannelDto[] | null;

  @MayBeNull()
  @IsPlaceholder()
  system_channel_id?: string | null;

  @MayBeNull()
  @IsPlaceholder()
  afk_channel_id?: string | null;
}

export class UpdateGuildDto extends GuildSettingsDto {
  @MayBeNull()
  @IsText(GUILD_NAME_LENGTH_MIN, GUILD_NAME_LENGTH_MAX)
  name?: string | null;

  @MayBeNull()
  @IsSnowflake()
  owner_id?: string | null;

  @MayBeNull()
  @IsSnowflake()
  system_channel_id?: string | null;

  @MayBeNull()
  @IsSnowflake()
  rules_channel_id?: string | null;

  @MayBeNull()
  @IsSnowflake()
  afk_channel_id?: string | null;
}

export class ReadGuildDto {
  @MayBeAbsent()
  @IsBoolean()
  with_counts?: boolean;
}

export class OwnGuildsDto extends ReadGuildDto {
  @MayBeAbsent()
  @IsSnowflake()
  before?: string;

  @MayBeAbsent()
  @IsSnowflake()
  after?: string;

  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(OWN_GUILDS_PAGE_MAX)
  limit?: number;
}

export const toGuildSettings = (body: GuildSettingsDto): Omit<GuildSettings, 'name'> => ({
  icon: body.icon,
  description: body.description,
  verificationLevel: body.verification_level ?? undefined,
  defaultMessageNotifications: body.default_message_notifications ?? undefined,
  explicitContentFilter: body.explicit_content_filter ?? undefined,
  afkTimeoutSeconds: body.afk_timeout ?? undefined,
  preferredLocale: body.preferred_locale ?? undefined,
});

export const toFoundingRole = (role: FoundingRoleDto): FoundingRole => ({
  reference: role.id ?? undefined,
  settings: {
    name: role.name ?? undefined,
    permissions: typeof role.permissions === 'string' ? toBits(role.permissions) : undefined,
    color: role.color ?? undefined,
    hoist: role.hoist ?? undefined,
    mentionable: role.mentionable ?? undefined,
  },
});

export const toFoundingChannel = (channel: FoundingChannelDto): FoundingChannel => ({
  reference: channel.id ?? undefined,
  parent: channel.parent_id ?? undefined,
  settings: { ...toChannelSettings(channel), name: channel.name },
  overwrites: channel.permission_overwrites?.map(({ id, allow, deny }) => ({
    target: id,
    allow: toBits(allow),
    deny: toBits(deny),
  })),
});
