import { Injectable } from '@nestjs/common';
import {
  type APIInteractionGuildMember,
  type APIMessageComponentInteraction,
  type APIUser,
  ApplicationIntegrationType,
  InteractionContextType,
  InteractionType,
} from 'discord-api-types/v10';
import { GuildAccess, GuildDirectory, type LocatedChannel } from '../../../application/guilds';
import { UserDirectory } from '../../../application/identity';
import { DEFAULT_PERMISSIONS, type Member } from '../../../domain/guilds';
import type { ComponentInteraction, InteractionCreated } from '../../../domain/messaging';
import { MessagePresentation } from '../messages/message-presentation';
import { presentDirectChannel, presentGuildChannel, presentThread } from '../presenters/channel.presenter';
import { presentMember } from '../presenters/guild.presenter';
import { presentUnknownUser, presentUser } from '../presenters/user.presenter';

const INTERACTION_VERSION = 1;
const LOCALE = 'en-US';
/** Bytes of one file of an answer. */
const ATTACHMENT_SIZE_LIMIT = 26_214_400;

/** What a bot is told of an interaction. https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object */
@Injectable()
export class InteractionPresentation {
  constructor(
    private readonly directory: GuildDirectory,
    private readonly access: GuildAccess,
    private readonly users: UserDirectory,
    private readonly messages: MessagePresentation,
  ) {}

  /** The data of INTERACTION_CREATE. */
  async payload({ interaction, message }: InteractionCreated): Promise<object> {
    const profile = await this.users.find(interaction.userId);
    const user = profile ? presentUser(profile) : presentUnknownUser(interaction.userId);
    const located = interaction.guildId === undefined ? undefined : await this.directory.locate(interaction.channelId);
    return {
      ...basePart(interaction),
      message: await this.messages.one(message, interaction.botUserId),
      ...(located ? await this.guildPart(interaction, located, user) : directPart(interaction, user)),
    };
  }

  private async guildPart(
    { guildId = '', userId, botUserId }: ComponentInteraction,
    located: LocatedChannel,
    user: APIUser,
  ): Promise<object> {
    const { snapshot, channel, thread } = located;
    const [member, bot] = [
      await this.directory.member(guildId, userId),
      await this.directory.member(guildId, botUserId),
    ];
    const permissionsOf = (one: Member | undefined): string =>
      this.access.inChannel(snapshot, one, channel, thread).toString();
    return {
      guild_id: guildId,
      guild: { id: guildId, locale: snapshot.guild.preferredLocale, features: [] },
      guild_locale: snapshot.guild.preferredLocale,
      channel: {
        ...(thread ? presentThread(thread) : presentGuildChannel(channel)),
        permissions: permissionsOf(member),
      },
      ...(member ? { member: memberOf(member, user, permissionsOf(member)) } : { user }),
      app_permissions: permissionsOf(bot),
      authorizing_integration_owners: { [ApplicationIntegrationType.GuildInstall]: guildId },
      context: InteractionContextType.Guild,
    };
  }
}

const memberOf = (member: Member, user: APIUser, permissions: string): APIInteractionGuildMember => ({
  ...presentMember(member, user),
  permissions,
});

const basePart = ({ id, applicationId, token, channelId, componentType, customId, values }: ComponentInteraction) => ({
  id,
  application_id: applicationId,
  type: InteractionType.MessageComponent,
  data: { component_type: componentType, custom_id: customId, ...(values && { values: [...values] }) },
  channel_id: channelId,
  token,
  version: INTERACTION_VERSION as APIMessageComponentInteraction['version'],
  locale: LOCALE,
  entitlements: [],
  attachment_size_limit: ATTACHMENT_SIZE_LIMIT,
});

const directPart = ({ channelId }: ComponentInteraction, user: APIUser): object => ({
  user,
  channel: presentDirectChannel(channelId, user),
  app_permissions: DEFAULT_PERMISSIONS.toString(),
  authorizing_integration_owners: { [ApplicationIntegrationType.GuildInstall]: '0' },
  context: InteractionContextType.BotDM,
});
