import type { APIApplication } from 'discord-api-types/v10';
import type { Application, UserProfile } from '../../../domain/identity';
import type { Id } from '../../../shared/ids';
import { presentUnknownUser, presentUser } from '../presenters/user.presenter';

/** Nobody checks signatures made with it: interactions come over the gateway only. */
const NO_VERIFY_KEY = '0'.repeat(64);

/** https://docs.discord.com/developers/resources/application#application-object */
export const presentApplication = (
  application: Application,
  profiles: ReadonlyMap<Id, UserProfile>,
): APIApplication => {
  const userOf = (userId: Id) => {
    const profile = profiles.get(userId);
    return profile ? presentUser(profile) : presentUnknownUser(userId);
  };
  return {
    id: application.id,
    name: application.name,
    icon: application.icon ?? null,
    description: application.description,
    summary: '',
    rpc_origins: [],
    bot_public: application.isBotPublic,
    bot_require_code_grant: false,
    verify_key: NO_VERIFY_KEY,
    team: null,
    owner: userOf(application.ownerId),
    ...(application.botUserId !== undefined && { bot: userOf(application.botUserId) }),
    flags: application.flags,
    flags_new: String(application.flags),
    approximate_guild_count: 0,
    redirect_uris: [],
    interactions_endpoint_url: null,
    role_connections_verification_url: null,
    integration_types_config: {},
  };
};
