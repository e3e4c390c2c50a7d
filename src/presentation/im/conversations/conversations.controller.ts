import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { type ConversationView, ListConversations, UpdateConversation } from '../../../application/messaging';
import type { AccountActor } from '../../../application/shared/actor';
import { pairOf } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';
import { ForPeople, Refuses } from '../for-people';
import type { PresentedMessage } from '../messages/message-answer.dto';
import { MessagePresentation } from '../messages/message-presentation';
import { CurrentPerson } from '../people.guard';
import { PresentedConversation, PresentedConversationSettings } from './conversation-answer.dto';
import { ImConversationParametersDto, ImUpdateConversationDto } from './conversation.dto';
import type { MessagePlace } from './places';
import { Targets } from './targets';

@ForPeople()
@Controller('api/conversations')
export class ImConversationsController {
  constructor(
    private readonly listConversations: ListConversations,
    private readonly updateConversation: UpdateConversation,
    private readonly targets: Targets,
    private readonly presentation: MessagePresentation,
  ) {}

  /** Pinned ones first, then the one updated last. */
  @Get()
  async list(@CurrentPerson() actor: AccountActor): Promise<PresentedConversation[]> {
    const views = await this.listConversations.execute(actor);
    const lastMessages = await this.lastMessagesOf(views, actor.userId);
    return views.flatMap((view) => present(view, lastMessages.get(view.lastMessage?.id ?? '') ?? null));
  }

  /** Also before anything was said. */
  @Put(':type/:id')
  @Refuses(404, 'Group not found')
  async update(
    @CurrentPerson() actor: AccountActor,
    @Param() { type, id }: ImConversationParametersDto,
    @Body() { is_pinned: isPinned, is_muted: isMuted, draft }: ImUpdateConversationDto,
  ): Promise<PresentedConversationSettings> {
    const channelId = await this.targets.toWrite(actor, type === 'group' ? { group_id: id } : { receiver_id: id });
    const settings = await this.updateConversation.execute(actor, { channelId, isPinned, isMuted, draft });
    return { type, id, draft: settings.draft, is_pinned: settings.isPinned, is_muted: settings.isMuted };
  }

  private async lastMessagesOf(
    views: readonly ConversationView[],
    readerId: Id,
  ): Promise<ReadonlyMap<Id, PresentedMessage>> {
    const places = new Map(views.map((view) => [view.channelId, placeOf(view, readerId)]));
    const messages = views.flatMap(({ lastMessage }) => lastMessage ?? []);
    const presented = await this.presentation.page(messages, readerId, places);
    return new Map(presented.map((message) => [message.id, message]));
  }
}

const placeOf = (view: ConversationView, readerId: Id): MessagePlace =>
  view.kind === 'direct'
    ? { kind: 'direct', recipientIds: pairOf(readerId, view.otherUserId) }
    : { kind: 'group', groupId: view.channelId };

/** Rooms are not shown here. */
function present(view: ConversationView, lastMessage: PresentedMessage | null): PresentedConversation[] {
  if (view.kind === 'room') return [];
  const { settings } = view;
  return [
    {
      ...{ type: view.kind, id: view.kind === 'direct' ? view.otherUserId : view.channelId, name: view.name },
      ...{ unread_count: view.unreadCount, draft: settings.draft },
      ...{ is_pinned: settings.isPinned, is_muted: settings.isMuted, last_message: lastMessage },
      updated_at: new Date(view.updatedAtMs).toISOString(),
    },
  ];
}
