import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { type SearchHit, SearchMessages } from '../../../application/messaging';
import type { AccountActor } from '../../../application/shared/actor';
import { invalid } from '../../../shared/errors';
import type { Id } from '../../../shared/ids';
import { CurrentActor } from '../../shared/authenticated.guard';
import { ChatTargets } from '../conversations/targets';
import { ForPeople } from '../for-people';
import { conversationRoutes } from '../routes';
import { SearchDto } from './message.dto';
import { MessagePresentation } from './message-presentation';
import type { ChatMessage } from './message.presenter';

const HITS_DEFAULT = 20;

interface PresentedHit extends ChatMessage {
  /** HTML: the text around the first place, with `<em>` around what was found. */
  readonly highlight: string;
}

interface PresentedHits {
  /** Newest first. */
  readonly hits: PresentedHit[];
  /** What to ask for with `before` to go on; null when everything was looked through. */
  readonly next: Id | null;
}

/** Finds what was said in one's own conversations. */
@ForPeople()
@Controller()
export class ChatSearchController {
  constructor(
    private readonly targets: ChatTargets,
    private readonly searchMessages: SearchMessages,
    private readonly presentation: MessagePresentation,
  ) {}

  @Get(conversationRoutes('search'))
  @ApiOperation({ summary: 'Search one’s own conversations, or one of them' })
  async search(@CurrentActor() actor: AccountActor, @Query() query: SearchDto): Promise<PresentedHits> {
    const { q, chat_type: chatType, chat_id: chatId, before, limit = HITS_DEFAULT } = query;
    if ((chatType === undefined) !== (chatId === undefined)) throw invalid('chat_id', 'goes together with chat_type');
    const input = { query: q, before, limit };
    if (chatType === undefined || chatId === undefined) return this.find(actor, input);
    const channelId = await this.targets.toRead(actor, chatType, chatId);
    return channelId === undefined ? { hits: [], next: null } : this.find(actor, { ...input, channelId });
  }

  private async find(actor: AccountActor, input: Parameters<SearchMessages['execute']>[1]): Promise<PresentedHits> {
    const { hits, next } = await this.searchMessages.execute(actor, input);
    const presented = await Promise.all(hits.map((hit) => this.present(hit, actor)));
    return { hits: presented.flatMap((hit) => hit ?? []), next: next ?? null };
  }

  private async present({ message, snippet }: SearchHit, { userId }: AccountActor): Promise<PresentedHit | undefined> {
    const place = await this.targets.placeOf(message.channelId);
    return place && { ...this.presentation.present(message, place, userId), highlight: snippet };
  }
}
