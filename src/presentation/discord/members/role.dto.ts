import { Type } from 'class-transformer';
import { IsBoolean, IsInt, IsObject, IsString, Max, Min, ValidateNested } from 'class-validator';
import { type RoleSettings, UNICODE_EMOJI_MAX } from '../../../application/guilds/roles/role-settings';
import { COLOR_MAX, ROLE_NAME_MAX } from '../../../domain/guilds';
import { IsSnowflake, IsText, MayBeNull } from '../../shared/validation';
import { IsPermissionBits, toBits } from '../rest/permission-bits';

const POSITION_MAX = 10_000;

export class RoleColorsDto {
  @MayBeNull()
  @IsInt()
  @Min(0)
  @Max(COLOR_MAX)
  primary_color?: number | null;

  @MayBeNull()
  @IsInt()
  @Min(0)
  @Max(COLOR_MAX)
  secondary_color?: number | null;

  @MayBeNull()
  @IsInt()
  @Min(0)
  @Max(COLOR_MAX)
  tertiary_color?: number | null;
}

/** https://docs.discord.com/developers/resources/guild#create-guild-role */
export class RoleDto {
  @MayBeNull()
  @IsText(0, ROLE_NAME_MAX)
  name?: string | null;

  @MayBeNull()
  @IsPermissionBits()
  permissions?: string | null;

  /** Superseded by `colors`, which goes before it. */
  @MayBeNull()
  @IsInt()
  @Min(0)
  @Max(COLOR_MAX)
  color?: number | null;

  @MayBeNull()
  @IsObject()
  @ValidateNested()
  @Type(() => RoleColorsDto)
  colors?: RoleColorsDto | null;

  @MayBeNull()
  @IsBoolean()
  hoist?: boolean | null;

  @MayBeNull()
  @IsBoolean()
  mentionable?: boolean | null;

  /** A picture as a data URI; null for none. */
  @MayBeNull()
  @IsString()
  icon?: string | null;

  @MayBeNull()
  @IsText(0, UNICODE_EMOJI_MAX)
  unicode_emoji?: string | null;
}

export class RolePositionDto {
  @IsSnowflake()
  id!: string;

  @MayBeNull()
  @IsInt()
  @Min(0)
  @Max(POSITION_MAX)
  position?: number | null;
}

export const toRoleSettings = (body: RoleDto): RoleSettings => ({
  name: body.name ?? undefined,
  permissions: typeof body.permissions === 'string' ? toBits(body.permissions) : undefined,
  color: body.colors?.primary_color ?? body.color ?? undefined,
  secondaryColor: body.colors?.secondary_color,
  tertiaryColor: body.colors?.tertiary_color,
  hoist: body.hoist ?? undefined,
  mentionable: body.mentionable ?? undefined,
  icon: body.icon,
  unicodeEmoji: body.unicode_emoji,
});
