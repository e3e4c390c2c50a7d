import {
  AFK_TIMEOUT_SECONDS_DEFAULT,
  channelName,
  checkPlaces,
  cleanOverwrites,
  DEFAULT_PERMISSIONS,
  DEFAULT_ROLE_NAME,
  type Guild,
  type GuildChannel,
  guildError,
  LOCALE_DEFAULT,
  nextPosition,
  type Overwrite,
  type Role,
  ROLES_MAX,
} from '../../domain/guilds';
import { invalid } from '../../shared/errors';
import type { Id } from '../../shared/ids';
import { type ChannelSettings, plainChannel, withChannelSettings } from './channels/channel-settings';
import { checkRoleSettings, type RoleSettings, withSettings } from './roles/role-settings';

/** A name that the founder gives to a role or channel that has no id yet. */
export type Reference = string;

export interface FoundingRole {
  readonly reference?: Reference;
  /** Pictures come later. */
  readonly settings: Omit<RoleSettings, 'icon'>;
}

export interface FoundingOverwrite {
  readonly target: Reference;
  readonly allow: bigint;
  readonly deny: bigint;
}

export interface FoundingChannel {
  readonly reference?: Reference;
  readonly parent?: Reference;
  readonly settings: Omit<ChannelSettings, 'parentId'> & { readonly name: string };
  readonly overwrites?: readonly FoundingOverwrite[];
}

/** What a guild begins with; everything may be left out. */
export interface FoundingPlan {
  /** The first one is @everyone. */
  readonly roles?: readonly FoundingRole[];
  readonly channels?: readonly FoundingChannel[];
}

export interface Founding {
  readonly roles: readonly Role[];
  readonly channels: readonly GuildChannel[];
  /** The ids that channels got. */
  readonly channelIds: ReadonlyMap<Reference, Id>;
}

const TEXT_CATEGORY = 'text-category';
const VOICE_CATEGORY = 'voice-category';
export const FIRST_CHANNEL = 'first-channel';

/** What stands in a guild whose founder did not choose. */
const defaultChannels: readonly FoundingChannel[] = [
  { reference: TEXT_CATEGORY, settings: { name: 'Text Channels', type: 'category' } },
  { reference: VOICE_CATEGORY, settings: { name: 'Voice Channels', type: 'category' } },
  { reference: FIRST_CHANNEL, parent: TEXT_CATEGORY, settings: { name: 'general', type: 'text' } },
  { parent: VOICE_CATEGORY, settings: { name: 'General', type: 'voice' } },
];

export const plainGuild = (id: Id, ownerId: Id, name: string): Guild => ({
  ...{ id, ownerId, name },
  afkTimeoutSeconds: AFK_TIMEOUT_SECONDS_DEFAULT,
  verificationLevel: 0,
  defaultMessageNotifications: 0,
  explicitContentFilter: 0,
  preferredLocale: LOCALE_DEFAULT,
  memberCount: 1,
});

/**
 * The roles and channels of a new guild, with ids in place of references.
 * @throws AppError `invalid` naming the field, `roles_max`, `channels_max`
 */
export function layOut(guildId: Id, plan: FoundingPlan, nextId: () => Id): Founding {
  const { roles, roleIds } = layOutRoles(guildId, plan.roles ?? [], nextId);
  const planned = plan.channels?.length ? plan.channels : defaultChannels;
  const placed = planned.map((channel) => ({ ...channel, id: nextId() }));
  const channelIds = idsOf(placed);
  const channels = new Map<Id, GuildChannel>();
  for (const [index, channel] of placed.entries()) {
    const draft = layOutChannel(guildId, channel, channels, channelIds, `channels.${index}`);
    const field = `channels.${index}.permission_overwrites`;
    channels.set(draft.id, { ...draft, overwrites: layOutOverwrites(roleIds, channel.overwrites ?? [], field) });
  }
  checkPlaces(channels, 'channels');
  return { roles, channels: [...channels.values()], channelIds };
}

function layOutChannel(
  guildId: Id,
  { id, settings, parent }: FoundingChannel & { readonly id: Id },
  others: ReadonlyMap<Id, GuildChannel>,
  channelIds: ReadonlyMap<Reference, Id>,
  field: string,
): GuildChannel {
  const type = settings.type ?? 'text';
  const name = channelName(type, settings.name, `${field}.name`);
  const position = settings.position ?? nextPosition(others.values(), type);
  const parentId = parent === undefined ? undefined : channelIds.get(parent);
  if (parent !== undefined && parentId === undefined) {
    throw invalid(`${field}.parent_id`, 'must be the id of a channel');
  }
  return withChannelSettings(plainChannel({ id, guildId, type, name, position }), { ...settings, name, parentId });
}

function layOutRoles(
  guildId: Id,
  planned: readonly FoundingRole[],
  nextId: () => Id,
): { roles: readonly Role[]; roleIds: ReadonlyMap<Reference, Id> } {
  const [everyone, ...others] = planned;
  if (others.length >= ROLES_MAX) throw guildError('roles_max');
  for (const { settings } of planned) checkRoleSettings(settings);
  const placed = others.map((role) => ({ ...role, id: nextId() }));
  const first: Role = {
    ...plainRole(guildId, guildId, '@everyone', 0),
    permissions: everyone?.settings.permissions ?? DEFAULT_PERMISSIONS,
  };
  return {
    roles: [
      first,
      ...placed.map(({ id, settings }, index) =>
        withSettings(plainRole(id, guildId, DEFAULT_ROLE_NAME, index + 1), settings, undefined),
      ),
    ],
    roleIds: idsOf([{ reference: everyone?.reference, id: guildId }, ...placed]),
  };
}

const plainRole = (id: Id, guildId: Id, name: string, position: number): Role => ({
  ...{ id, guildId, name, position },
  permissions: DEFAULT_PERMISSIONS,
  color: 0,
  hoist: false,
  mentionable: false,
  managed: false,
});

function layOutOverwrites(
  roleIds: ReadonlyMap<Reference, Id>,
  planned: readonly FoundingOverwrite[],
  field: string,
): Overwrite[] {
  return cleanOverwrites(
    planned.map(({ target, allow, deny }, index) => {
      const targetId = roleIds.get(target);
      if (targetId === undefined) throw invalid(`${field}.${index}.id`, 'must be the id of a role of the guild');
      return { targetId, kind: 'role', allow, deny };
    }),
    field,
  );
}

const idsOf = (items: readonly { readonly reference?: Reference; readonly id: Id }[]): ReadonlyMap<Reference, Id> =>
  new Map(items.flatMap(({ reference, id }) => (reference === undefined ? [] : [[reference, id]])));
