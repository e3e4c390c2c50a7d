import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ReadGroups, SearchMessages, type SearchPage } from '../../../application/messaging';
import { ReadDirectChannels } from '../../../application/messaging/direct/read-direct-channels';
import type { AccountActor } from '../../../application/shared/actor';
import type { Id } from '../../../shared/ids';
import { linkNextPage } from '../../shared/next-link';
import type { MessagePlace } from '../conversations/places';
import { Targets } from '../conversations/targets';
import { ForPeople, Refuses } from '../for-people';
import { CurrentPerson } from '../people.guard';
import { PresentedHit } from './message-answer.dto';
import { MessagePresentation } from './message-presentation';
import { SEARCH_PAGE_DEFAULT, ImSearchDto } from './message.dto';

@ForPeople()
@Controller('api/messages/search')
export class MessageSearchController {
  constructor(
    private readonly targets: Targets,
    private readonly searchMessages: SearchMessages,
    private readonly readDirectChannels: ReadDirectChannels,
    private readonly readGroups: ReadGroups,
    private readonly presentation: MessagePresentation,
  ) {}

  /**
   * One's own conversations, or one of them; newest first. The `Link` header names the next page, which there may be
   * although this one is not full.
   */
  @Get()
  @Refuses(404, 'Group not found')
  async search(
    @CurrentPerson() actor: AccountActor,
    @Query() query: ImSearchDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PresentedHit[]> {
    const { q, from, before, limit = SEARCH_PAGE_DEFAULT } = query;
    const where = await this.targets.narrow(actor, query);
    if (where === 'nowhere') return [];
    const page = await this.searchMessages.execute(actor, { query: q, ...where, fromUserId: from, before, limit });
    linkNextPage(request, reply, page.next === undefined ? undefined : { before: page.next });
    return this.present(page, actor);
  }

  /** Hits in rooms are none of this dialect's. */
  private async present({ hits }: SearchPage, actor: AccountActor): Promise<PresentedHit[]> {
    if (hits.length === 0) return [];
    const places = await this.placesOf(actor);
    const shown = hits.filter(({ message }) => places.has(message.channelId));
    const snippets = new Map(shown.map(({ message, snippet }) => [message.id, snippet]));
    const messages = await this.presentation.page(
      shown.map(({ message }) => message),
      actor.userId,
      places,
    );
    return messages.map((message) => ({ ...message, highlight: snippets.get(message.id) ?? '' }));
  }

  /** Two queries, whatever the number of hits. */
  private async placesOf(actor: AccountActor): Promise<ReadonlyMap<Id, MessagePlace>> {
    const [direct, groups] = await Promise.all([this.readDirectChannels.list(actor), this.readGroups.own(actor)]);
    return new Map<Id, MessagePlace>([
      ...direct.map(({ id, recipientIds }) => [id, { kind: 'direct', recipientIds }] as const),
      ...groups.map(({ id }) => [id, { kind: 'group', groupId: id }] as const),
    ]);
  }
}
