import {
  type APIExtendedInvite,
  type APIInvite,
  type APIInviteGuild,
  type APIUser,
  InviteType,
} from 'discord-api-types/v10';
import type { InviteView } from '../../../application/guilds/invites/read-invites';
import { channelTypeNumbers } from '../presenters/channel.presenter';
import { presentGuild } from '../presenters/guild.presenter';

const time = (ms: number): string => new Date(ms).toISOString();

/** https://docs.discord.com/developers/resources/invite#invite-object */
export const presentInvite = ({ invite, guild, channel }: InviteView, inviter: APIUser): APIInvite => ({
  type: InviteType.Guild,
  code: invite.code,
  guild: presentInviteGuild(guild),
  channel: { id: channel.id, name: channel.name, type: channelTypeNumbers[channel.type] },
  inviter,
  expires_at: invite.expiresAtMs === undefined ? null : time(invite.expiresAtMs),
});

/** With what only those who manage invites are told. */
export const presentExtendedInvite = (view: InviteView, inviter: APIUser): APIExtendedInvite => ({
  ...presentInvite(view, inviter),
  uses: view.invite.uses,
  max_uses: view.invite.maxUses,
  max_age: view.invite.maxAgeSeconds,
  temporary: view.invite.temporary,
  created_at: time(view.invite.createdAtMs),
});

function presentInviteGuild(snapshot: InviteView['guild']): APIInviteGuild {
  const { id, name, icon, splash, banner, description, features, ...guild } = presentGuild(snapshot);
  return {
    ...{ id, name, icon, splash, banner, description, features },
    verification_level: guild.verification_level,
    vanity_url_code: guild.vanity_url_code,
    nsfw_level: guild.nsfw_level,
    premium_subscription_count: guild.premium_subscription_count,
  };
}
