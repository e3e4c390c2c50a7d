import { Body, Controller, Get, HttpCode, HttpStatus, Param, Post, Put } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import {
  conversationKinds,
  type ConversationView,
  ListConversations,
  MarkConversationRead,
  UpdateConversation,
} from '../../../application/messaging';
import type { AccountActor } from '../../../application/shared/actor';
import type { Id } from '../../../shared/ids';
import { CurrentActor } from '../../shared/authenticated.guard';
import { type Done, done, ForPeople } from '../for-people';
import { presentUnknownUser } from '../identity/user.presenter';
import { ChatParams } from '../messages/message.dto';
import { ChatPeople } from '../people/people';
import { conversationRoutes } from '../routes';
import type { ChatType } from './chat-type';
import { UpdateConversationDto } from './conversation.dto';
import { type ChatConversation, presentConversation } from './conversation.presenter';
import { ChatTargets } from './targets';

interface PresentedSettings {
  readonly chat_type: ChatType;
  readonly chat_id: Id;
  readonly is_pinned: boolean;
  readonly is_muted: boolean;
}

/** What one takes part in, and what is new there. */
@ForPeople()
@Controller()
export class ChatConversationsController {
  constructor(
    private readonly targets: ChatTargets,
    private readonly listConversations: ListConversations,
    private readonly updateConversation: UpdateConversation,
    private readonly markConversationRead: MarkConversationRead,
    private readonly people: ChatPeople,
  ) {}

  @Get(conversationRoutes('conversations'))
  @ApiOperation({ summary: 'One’s conversations: pinned ones first, then the one where something was said last' })
  async list(@CurrentActor() actor: AccountActor): Promise<{ conversations: ChatConversation[] }> {
    const views = await this.listConversations.execute(actor, conversationKinds);
    return { conversations: views.map((view) => this.present(view)) };
  }

  @Put(conversationRoutes('conversations/:chat_type/:chat_id'))
  @ApiOperation({ summary: 'Pin or mute a conversation, for oneself' })
  async update(
    @CurrentActor() actor: AccountActor,
    @Param() { chat_type, chat_id }: ChatParams,
    @Body() body: UpdateConversationDto,
  ): Promise<PresentedSettings> {
    const channelId = await this.targets.toWrite(actor, chat_type, chat_id);
    const { isPinned, isMuted } = await this.updateConversation.execute(actor, {
      channelId,
      isPinned: body.is_pinned ?? undefined,
      isMuted: body.is_muted ?? undefined,
    });
    return { chat_type, chat_id, is_pinned: isPinned, is_muted: isMuted };
  }

  @Post(conversationRoutes('conversations/:chat_type/:chat_id/mark-read'))
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Everything said there so far is read' })
  async markRead(
    @CurrentActor() actor: AccountActor,
    @Param() { chat_type: chatType, chat_id: chatId }: ChatParams,
  ): Promise<Done> {
    const channelId = await this.targets.toRead(actor, chatType, chatId);
    if (channelId !== undefined) await this.markConversationRead.execute(actor, channelId);
    return done('marked as read');
  }

  private present(view: ConversationView): ChatConversation {
    if (view.kind !== 'direct') return presentConversation(view, undefined);
    const other = view.otherUser ? this.people.present(view.otherUser) : presentUnknownUser(view.otherUserId);
    return presentConversation(view, other);
  }
}
