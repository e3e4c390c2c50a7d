import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  HttpStatus,
  Param,
  Patch,
  Post,
  Query,
  UseGuards,
} from '@nestjs/common';
import type { APIMessage } from 'discord-api-types/v10';
import { KeepAttachments } from '../../../application/files';
import {
  BulkDeleteMessages,
  DeleteMessage,
  EditMessage,
  ReadHistory,
  ReadMessage,
  SendMessage,
} from '../../../application/messaging';
import type { AccountActor } from '../../../application/shared/actor';
import { keptAttachmentIds, newUploads } from '../files/attachment.dto';
import { AcceptsFiles, type Form, FormInput } from '../files/form';
import { AuditReason } from '../rest/audit-reason.decorator';
import { AuthenticatedGuard, CurrentActor } from '../../shared/authenticated.guard';
import { discordRoutes } from '../rest/discord-routes';
import { DialectChannels } from './dialect-channels';
import { BulkDeleteDto, HISTORY_PAGE_DEFAULT, HistoryDto } from './history.dto';
import { MessagePresentation } from './message-presentation';
import { EditMessageDto, NewMessageDto, toEdit, toNewDraft } from './message.dto';

/** https://docs.discord.com/developers/resources/message */
@UseGuards(AuthenticatedGuard)
@Controller(discordRoutes('channels/:channel_id/messages'))
export class MessagesController {
  constructor(
    private readonly channels: DialectChannels,
    private readonly sendMessage: SendMessage,
    private readonly readHistory: ReadHistory,
    private readonly readMessage: ReadMessage,
    private readonly editMessage: EditMessage,
    private readonly deleteMessage: DeleteMessage,
    private readonly bulkDeleteMessages: BulkDeleteMessages,
    private readonly keepAttachments: KeepAttachments,
    private readonly presentation: MessagePresentation,
  ) {}

  /** Newest first, also with `after`. */
  @Get()
  async list(
    @CurrentActor() actor: AccountActor,
    @Param('channel_id') channelId: string,
    @Query() query: HistoryDto,
  ): Promise<APIMessage[]> {
    await this.channels.require(channelId);
    const { limit = HISTORY_PAGE_DEFAULT, ...bounds } = query;
    const messages = await this.readHistory.execute(actor, { channelId, limit, ...bounds });
    return this.presentation.page([...messages].reverse(), actor.userId);
  }

  @Post()
  @HttpCode(HttpStatus.OK)
  @AcceptsFiles()
  async send(
    @CurrentActor() actor: AccountActor,
    @Param('channel_id') channelId: string,
    @FormInput(NewMessageDto) { payload, files }: Form<NewMessageDto>,
  ): Promise<APIMessage> {
    await this.channels.require(channelId);
    const draft = { channelId, ...toNewDraft(payload) };
    const uploads = newUploads(files, payload.attachments);
    if (uploads.length > 0) await this.sendMessage.requireFiles(actor, draft);
    const message = await this.keepAttachments.execute(
      { channelId, uploaderId: actor.userId, uploads },
      (attachments) => this.sendMessage.execute(actor, { ...draft, attachments }),
    );
    const presented = await this.presentation.created(message);
    return draft.echoNonce === undefined ? presented : { ...presented, nonce: draft.echoNonce };
  }

  @Post('bulk-delete')
  @HttpCode(HttpStatus.NO_CONTENT)
  async bulkDelete(
    @CurrentActor() actor: AccountActor,
    @Param('channel_id') channelId: string,
    @Body() { messages: messageIds }: BulkDeleteDto,
    @AuditReason() reason?: string,
  ): Promise<void> {
    await this.channels.require(channelId);
    await this.bulkDeleteMessages.execute(actor, { channelId, messageIds, reason });
  }

  @Get(':message_id')
  async read(
    @CurrentActor() actor: AccountActor,
    @Param('channel_id') channelId: string,
    @Param('message_id') messageId: string,
  ): Promise<APIMessage> {
    await this.channels.require(channelId, messageId);
    const message = await this.readMessage.execute(actor, { channelId, messageId });
    return this.presentation.one(message, actor.userId);
  }

  @Patch(':message_id')
  @AcceptsFiles()
  async edit(
    @CurrentActor() actor: AccountActor,
    @Param('channel_id') channelId: string,
    @Param('message_id') messageId: string,
    @FormInput(EditMessageDto) { payload, files }: Form<EditMessageDto>,
  ): Promise<APIMessage> {
    await this.channels.require(channelId, messageId);
    const keptIds = keptAttachmentIds(files, payload.attachments);
    const edit = { channelId, messageId, ...toEdit(payload), keptAttachmentIds: keptIds };
    const uploads = newUploads(files, payload.attachments);
    if (uploads.length > 0) await this.editMessage.require(actor, { ...edit, newAttachments: [] });
    const message = await this.keepAttachments.execute(
      { channelId, uploaderId: actor.userId, uploads },
      (attachments) =>
        this.editMessage.execute(actor, { ...edit, ...(attachments.length > 0 && { newAttachments: attachments }) }),
    );
    return this.presentation.one(message, actor.userId);
  }

  @Delete(':message_id')
  @HttpCode(HttpStatus.NO_CONTENT)
  async delete(
    @CurrentActor() actor: AccountActor,
    @Param('channel_id') channelId: string,
    @Param('message_id') messageId: string,
    @AuditReason() reason?: string,
  ): Promise<void> {
    await this.channels.require(channelId, messageId);
    await this.deleteMessage.execute(actor, { channelId, messageId, reason });
  }
}
