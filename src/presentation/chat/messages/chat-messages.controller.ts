import { Body, Controller, Delete, Get, Param, Patch, Put, Query } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import {
  AddReaction,
  DeleteMessage,
  EditMessage,
  LocateMessage,
  PageHistory,
  RemoveReaction,
} from '../../../application/messaging';
import { TYPED_MENTIONS } from '../../../domain/messaging';
import type { AccountActor } from '../../../application/shared/actor';
import type { Id } from '../../../shared/ids';
import { CurrentActor } from '../../shared/authenticated.guard';
import { ChatTargets } from '../conversations/targets';
import { type Done, done, ForPeople } from '../for-people';
import { conversationRoutes } from '../routes';
import { ChatParams, ChatEditMessageDto, ListMessagesDto, MessageParams, ReactionParams } from './message.dto';
import { MessagePresentation } from './message-presentation';
import { type ChatMessage, isShown } from './message.presenter';

const MESSAGES_DEFAULT = 50;

interface PresentedPage {
  /** Oldest first. */
  readonly messages: ChatMessage[];
  readonly total: number;
  readonly has_more: boolean;
}

/** What was said; saying something is done on the socket. */
@ForPeople()
@Controller()
export class ChatMessagesController {
  constructor(
    private readonly targets: ChatTargets,
    private readonly pageHistory: PageHistory,
    private readonly locateMessage: LocateMessage,
    private readonly editMessage: EditMessage,
    private readonly deleteMessage: DeleteMessage,
    private readonly addReaction: AddReaction,
    private readonly removeReaction: RemoveReaction,
    private readonly presentation: MessagePresentation,
  ) {}

  @Get(conversationRoutes('messages/:chat_type/:chat_id'))
  @ApiOperation({ summary: 'A page of a conversation, for whoever takes part in it' })
  async list(
    @CurrentActor() actor: AccountActor,
    @Param() { chat_type: chatType, chat_id: chatId }: ChatParams,
    @Query() { limit = MESSAGES_DEFAULT, offset, before, after }: ListMessagesDto,
  ): Promise<PresentedPage> {
    const channelId = await this.targets.toRead(actor, chatType, chatId);
    const place = channelId === undefined ? undefined : await this.targets.placeOf(channelId);
    if (channelId === undefined || !place) return { messages: [], total: 0, has_more: false };
    const page = await this.pageHistory.execute(actor, { channelId, limit, offset, before, after });
    return {
      messages: page.messages.filter(isShown).map((message) => this.presentation.present(message, place, actor.userId)),
      total: page.total,
      has_more: page.hasMore,
    };
  }

  @Patch(conversationRoutes('messages/:id'))
  @ApiOperation({ summary: 'Change what one said' })
  async edit(
    @CurrentActor() actor: AccountActor,
    @Param() { id: messageId }: MessageParams,
    @Body() { content }: ChatEditMessageDto,
  ): Promise<ChatMessage> {
    const { channelId, place } = await this.locate(actor, messageId);
    const message = await this.editMessage.execute(actor, {
      ...{ channelId, messageId, content, allowedMentions: TYPED_MENTIONS },
    });
    return this.presentation.present(message, place, actor.userId);
  }

  @Delete(conversationRoutes('messages/:id'))
  @ApiOperation({ summary: 'Take back what one said; those who moderate, also what others said' })
  async delete(@CurrentActor() actor: AccountActor, @Param() { id: messageId }: MessageParams): Promise<Done> {
    const { channelId } = await this.locate(actor, messageId);
    await this.deleteMessage.execute(actor, { channelId, messageId });
    return done('message deleted');
  }

  @Put(conversationRoutes('messages/:id/reactions/:emoji'))
  @ApiOperation({ summary: 'React with an emoji' })
  async react(@CurrentActor() actor: AccountActor, @Param() { id: messageId, emoji }: ReactionParams): Promise<Done> {
    const { channelId } = await this.locate(actor, messageId);
    await this.addReaction.execute(actor, { channelId, messageId, emoji });
    return done('reaction added');
  }

  @Delete(conversationRoutes('messages/:id/reactions/:emoji'))
  @ApiOperation({ summary: 'Take back one’s reaction' })
  async unreact(@CurrentActor() actor: AccountActor, @Param() { id: messageId, emoji }: ReactionParams): Promise<Done> {
    const { channelId } = await this.locate(actor, messageId);
    await this.removeReaction.execute(actor, { channelId, messageId, emoji, userId: actor.userId });
    return done('reaction removed');
  }

  /** @throws AppError `unknown_message`, also for messages of guilds */
  private async locate(actor: AccountActor, messageId: Id) {
    const { channelId } = await this.locateMessage.execute(actor, messageId);
    return { channelId, place: await this.targets.requirePlace({ id: messageId, channelId }) };
  }
}
