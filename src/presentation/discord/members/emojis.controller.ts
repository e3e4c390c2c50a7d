import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Param, Patch, Post, UseGuards } from '@nestjs/common';
import type { APIEmoji } from 'discord-api-types/v10';
import { GuildAccess } from '../../../application/guilds';
import { CreateEmoji } from '../../../application/guilds/emojis/create-emoji';
import { DeleteEmoji } from '../../../application/guilds/emojis/delete-emoji';
import { UpdateEmoji } from '../../../application/guilds/emojis/update-emoji';
import type { AccountActor } from '../../../application/shared/actor';
import { type Emoji, guildError } from '../../../domain/guilds';
import { presentEmoji } from '../presenters/guild.presenter';
import { AuditReason } from '../rest/audit-reason.decorator';
import { AuthenticatedGuard, CurrentActor } from '../../shared/authenticated.guard';
import { discordRoutes } from '../rest/discord-routes';
import { CreateEmojiDto, UpdateEmojiDto } from './emoji.dto';
import { People } from './people';

/** https://docs.discord.com/developers/resources/emoji */
@UseGuards(AuthenticatedGuard)
@Controller(discordRoutes('guilds/:guild_id/emojis'))
export class EmojisController {
  constructor(
    private readonly access: GuildAccess,
    private readonly createEmoji: CreateEmoji,
    private readonly updateEmoji: UpdateEmoji,
    private readonly deleteEmoji: DeleteEmoji,
    private readonly people: People,
  ) {}

  @Get()
  async list(@CurrentActor() actor: AccountActor, @Param('guild_id') guildId: string): Promise<APIEmoji[]> {
    const { emojis } = await this.access.requireGuild(actor, guildId);
    const userOf = await this.people.of([...emojis.values()].map(({ creatorId }) => creatorId));
    return [...emojis.values()].map((emoji) => presentEmoji(emoji, userOf(emoji.creatorId)));
  }

  @Get(':emoji_id')
  async read(
    @CurrentActor() actor: AccountActor,
    @Param('guild_id') guildId: string,
    @Param('emoji_id') emojiId: string,
  ): Promise<APIEmoji> {
    const { emojis } = await this.access.requireGuild(actor, guildId);
    const emoji = emojis.get(emojiId);
    if (!emoji) throw guildError('unknown_emoji');
    return this.present(emoji);
  }

  @Post()
  @HttpCode(HttpStatus.CREATED)
  async create(
    @CurrentActor() actor: AccountActor,
    @Param('guild_id') guildId: string,
    @Body() { name, image, roles }: CreateEmojiDto,
    @AuditReason() reason?: string,
  ): Promise<APIEmoji> {
    const input = { guildId, name, image, roleIds: roles ?? undefined, reason };
    return this.present(await this.createEmoji.execute(actor, input));
  }

  @Patch(':emoji_id')
  async update(
    @CurrentActor() actor: AccountActor,
    @Param('guild_id') guildId: string,
    @Param('emoji_id') emojiId: string,
    @Body() { name, roles }: UpdateEmojiDto,
    @AuditReason() reason?: string,
  ): Promise<APIEmoji> {
    const input = { guildId, emojiId, name: name ?? undefined, roleIds: roles === null ? [] : roles, reason };
    return this.present(await this.updateEmoji.execute(actor, input));
  }

  @Delete(':emoji_id')
  @HttpCode(HttpStatus.NO_CONTENT)
  async remove(
    @CurrentActor() actor: AccountActor,
    @Param('guild_id') guildId: string,
    @Param('emoji_id') emojiId: string,
    @AuditReason() reason?: string,
  ): Promise<void> {
    await this.deleteEmoji.execute(actor, { guildId, emojiId, reason });
  }

  private async present(emoji: Emoji): Promise<APIEmoji> {
    return presentEmoji(emoji, await this.people.one(emoji.creatorId));
  }
}
