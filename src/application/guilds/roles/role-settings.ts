import {
  type AuditFields,
  COLOR_MAX,
  type Guild,
  guildError,
  outranksRole,
  type Role,
  ROLE_NAME_MAX,
} from '../../../domain/guilds';
import { invalid } from '../../../shared/errors';
import type { Id } from '../../../shared/ids';
import { codePointLength, isStorableText } from '../../../shared/text';
import type { GuildView } from '../guild-access';

/** Code points; an emoji may be made of several. */
export const UNICODE_EMOJI_MAX = 32;

/** What may be chosen about a role; null clears, absent leaves it as it is. */
export interface RoleSettings {
  readonly name?: string;
  readonly permissions?: bigint;
  /** 0xRRGGBB; 0 for none. */
  readonly color?: number;
  readonly secondaryColor?: number | null;
  readonly tertiaryColor?: number | null;
  readonly hoist?: boolean;
  readonly mentionable?: boolean;
  /** A picture as a data URI. */
  readonly icon?: string | null;
  readonly unicodeEmoji?: string | null;
}

/** @throws AppError `invalid`, naming the field */
export function checkRoleSettings(settings: RoleSettings): void {
  checkText('name', settings.name, ROLE_NAME_MAX);
  checkText('unicode_emoji', settings.unicodeEmoji, UNICODE_EMOJI_MAX);
  for (const [field, color] of [
    ['color', settings.color],
    ['colors.secondary_color', settings.secondaryColor],
    ['colors.tertiary_color', settings.tertiaryColor],
  ] as const) {
    if (color === undefined || color === null) continue;
    if (!Number.isInteger(color) || color < 0 || color > COLOR_MAX) {
      throw invalid(field, `${field} must be an integer from 0 to ${COLOR_MAX}`);
    }
  }
}

function checkText(field: string, text: string | null | undefined, maximum: number): void {
  if (text === undefined || text === null) return;
  if (codePointLength(text) > maximum || !isStorableText(text)) {
    throw invalid(field, `${field} must have at most ${maximum} characters`);
  }
}

/** @param icon name of the stored picture; null for none, undefined leaves it as it is */
export function withSettings(role: Role, settings: RoleSettings, icon: string | null | undefined): Role {
  const { name, permissions, color, hoist, mentionable } = settings;
  const { secondaryColor, tertiaryColor, icon: oldIcon, unicodeEmoji, ...rest } = role;
  return {
    ...rest,
    ...(name !== undefined && name !== '' && { name }),
    ...(permissions !== undefined && { permissions }),
    ...(color !== undefined && { color }),
    ...(hoist !== undefined && { hoist }),
    ...(mentionable !== undefined && { mentionable }),
    ...optional('secondaryColor', settings.secondaryColor, secondaryColor),
    ...optional('tertiaryColor', settings.tertiaryColor, tertiaryColor),
    ...optional('icon', icon, oldIcon),
    ...optional('unicodeEmoji', settings.unicodeEmoji, unicodeEmoji),
  };
}

function optional<Value>(key: string, wanted: Value | null | undefined, old: Value | undefined): object {
  const value = wanted === undefined ? old : wanted;
  return value === undefined || value === null || value === '' ? {} : { [key]: value };
}

export const auditFieldsOfRole = (role: Role): AuditFields => ({
  name: role.name,
  permissions: role.permissions,
  color: role.color,
  hoist: role.hoist,
  mentionable: role.mentionable,
  position: role.position,
  icon_hash: role.icon,
  unicode_emoji: role.unicodeEmoji,
});

/**
 * A role of the guild that the member may change.
 * @throws AppError `unknown_role`, `missing_permissions` when it does not stand below the member's highest
 */
export function requireLowerRole({ guild, roles, member }: GuildView, roleId: Id): Role {
  const role = roles.get(roleId);
  if (!role) throw guildError('unknown_role');
  if (!outranksRole(guild, roles, member, role)) throw guildError('missing_permissions');
  return role;
}

/** @everyone is not like the others: it cannot be moved, assigned, renamed or deleted. */
export const isEveryone = (guild: Pick<Guild, 'id'>, role: Pick<Role, 'id'>): boolean => role.id === guild.id;
