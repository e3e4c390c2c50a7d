import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Param, Patch, Post, UseGuards } from '@nestjs/common';
import type { APIWebhook } from 'discord-api-types/v10';
import {
  CreateWebhook,
  DeleteWebhook,
  ListWebhooks,
  UpdateWebhook,
  WebhookAccess,
} from '../../../application/guilds/webhooks';
import type { AccountActor } from '../../../application/shared/actor';
import { AuditReason } from '../rest/audit-reason.decorator';
import { AuthenticatedGuard, CurrentActor } from '../../shared/authenticated.guard';
import { discordRoutes } from '../rest/discord-routes';
import { CreateWebhookDto, UpdateWebhookDto } from './webhook.dto';
import { WebhookPresentation } from './webhook-presentation';

/** https://docs.discord.com/developers/resources/webhook, for who manages webhooks. */
@UseGuards(AuthenticatedGuard)
@Controller(discordRoutes())
export class WebhooksController {
  constructor(
    private readonly access: WebhookAccess,
    private readonly createWebhook: CreateWebhook,
    private readonly listWebhooks: ListWebhooks,
    private readonly updateWebhook: UpdateWebhook,
    private readonly deleteWebhook: DeleteWebhook,
    private readonly presentation: WebhookPresentation,
  ) {}

  @Post('channels/:channel_id/webhooks')
  @HttpCode(HttpStatus.OK)
  async create(
    @CurrentActor() actor: AccountActor,
    @Param('channel_id') channelId: string,
    @Body() { name, avatar }: CreateWebhookDto,
    @AuditReason() reason?: string,
  ): Promise<APIWebhook> {
    const picture = avatar ?? undefined;
    const input = { channelId, name, reason, ...(picture !== undefined && { avatar: picture }) };
    return this.presentation.one(await this.createWebhook.execute(actor, input));
  }

  @Get('channels/:channel_id/webhooks')
  async ofChannel(@CurrentActor() actor: AccountActor, @Param('channel_id') channelId: string): Promise<APIWebhook[]> {
    return this.presentation.list(await this.listWebhooks.execute(actor, { channelId }));
  }

  @Get('guilds/:guild_id/webhooks')
  async ofGuild(@CurrentActor() actor: AccountActor, @Param('guild_id') guildId: string): Promise<APIWebhook[]> {
    return this.presentation.list(await this.listWebhooks.execute(actor, { guildId }));
  }

  @Get('webhooks/:webhook_id')
  async read(@CurrentActor() actor: AccountActor, @Param('webhook_id') webhookId: string): Promise<APIWebhook> {
    return this.presentation.one(await this.access.require(actor, webhookId));
  }

  @Patch('webhooks/:webhook_id')
  async update(
    @CurrentActor() actor: AccountActor,
    @Param('webhook_id') webhookId: string,
    @Body() { name, avatar, channel_id: channelId }: UpdateWebhookDto,
    @AuditReason() reason?: string,
  ): Promise<APIWebhook> {
    const settings = { name: name ?? undefined, avatar, channelId: channelId ?? undefined };
    return this.presentation.one(await this.updateWebhook.execute(actor, { webhookId, settings, reason }));
  }

  @Delete('webhooks/:webhook_id')
  @HttpCode(HttpStatus.NO_CONTENT)
  async remove(
    @CurrentActor() actor: AccountActor,
    @Param('webhook_id') webhookId: string,
    @AuditReason() reason?: string,
  ): Promise<void> {
    await this.deleteWebhook.execute(actor, { webhookId, reason });
  }
}
