import { Controller, Delete, Get, HttpCode, HttpStatus, Param, Put, Query, UseGuards } from '@nestjs/common';
import type { APIMessage } from 'discord-api-types/v10';
import { ListPins, PinMessage, PINS_PAGE_MAX } from '../../../application/messaging';
import type { AccountActor } from '../../../application/shared/actor';
import { AuditReason } from '../rest/audit-reason.decorator';
import { AuthenticatedGuard, CurrentActor } from '../../shared/authenticated.guard';
import { discordRoutes } from '../rest/discord-routes';
import { DialectChannels } from './dialect-channels';
import { PinsDto } from './history.dto';
import { MessagePresentation } from './message-presentation';

/** https://docs.discord.com/developers/resources/message#get-channel-pins-response-structure */
export interface PresentedPins {
  readonly items: readonly { readonly pinned_at: string; readonly message: APIMessage }[];
  readonly has_more: boolean;
}

const oldForm = 'channels/:channel_id/pins';
const newForm = 'channels/:channel_id/messages/pins';

/** Pinned messages, in the paged form and in the older one that lists them all. */
@UseGuards(AuthenticatedGuard)
@Controller()
export class PinsController {
  constructor(
    private readonly channels: DialectChannels,
    private readonly pinMessage: PinMessage,
    private readonly listPins: ListPins,
    private readonly presentation: MessagePresentation,
  ) {}

  @Get(discordRoutes(newForm))
  async page(
    @CurrentActor() actor: AccountActor,
    @Param('channel_id') channelId: string,
    @Query() { before, limit = PINS_PAGE_MAX }: PinsDto,
  ): Promise<PresentedPins> {
    await this.channels.require(channelId);
    const beforeMs = before === undefined ? undefined : Date.parse(before);
    const { messages, hasMore } = await this.listPins.execute(actor, { channelId, beforeMs, limit });
    const presented = await this.presentation.page(messages, actor.userId);
    const items = presented.map((message, index) => ({
      pinned_at: new Date(messages[index]?.pinnedAtMs ?? 0).toISOString(),
      message,
    }));
    return { items, has_more: hasMore };
  }

  @Get(discordRoutes(oldForm))
  async list(@CurrentActor() actor: AccountActor, @Param('channel_id') channelId: string): Promise<APIMessage[]> {
    await this.channels.require(channelId);
    const { messages } = await this.listPins.execute(actor, { channelId, limit: PINS_PAGE_MAX });
    return this.presentation.page(messages, actor.userId);
  }

  @Put([newForm, oldForm].flatMap((form) => discordRoutes(`${form}/:message_id`)))
  @HttpCode(HttpStatus.NO_CONTENT)
  async pin(
    @CurrentActor() actor: AccountActor,
    @Param('channel_id') channelId: string,
    @Param('message_id') messageId: string,
    @AuditReason() reason?: string,
  ): Promise<void> {
    await this.channels.require(channelId, messageId);
    await this.pinMessage.execute(actor, { channelId, messageId, isPinned: true, reason });
  }

  @Delete([newForm, oldForm].flatMap((form) => discordRoutes(`${form}/:message_id`)))
  @HttpCode(HttpStatus.NO_CONTENT)
  async unpin(
    @CurrentActor() actor: AccountActor,
    @Param('channel_id') channelId: string,
    @Param('message_id') messageId: string,
    @AuditReason() reason?: string,
  ): Promise<void> {
    await this.channels.require(channelId, messageId);
    await this.pinMessage.execute(actor, { channelId, messageId, isPinned: false, reason });
  }
}
