import { Body, Controller, Get, HttpCode, HttpStatus, Post, Query } from '@nestjs/common';
import { ForwardMessages, HISTORY_PAGE_MAX, ReadHistory } from '../../../application/messaging';
import type { AccountActor } from '../../../application/shared/actor';
import { Targets } from '../conversations/targets';
import { ForPeople, Refuses } from '../for-people';
import { CurrentPerson } from '../people.guard';
import { PresentedMessage } from './message-answer.dto';
import { MessagePresentation } from './message-presentation';
import { MessageSending } from './message-sending';
import { ImForwardMessagesDto, ImListMessagesDto, ImMessageBodyDto } from './message.dto';

/** What is said, to one person or to a group. */
@ForPeople()
@Controller('api/messages')
export class ImMessagesController {
  constructor(
    private readonly targets: Targets,
    private readonly sending: MessageSending,
    private readonly readHistory: ReadHistory,
    private readonly forwardMessages: ForwardMessages,
    private readonly presentation: MessagePresentation,
  ) {}

  /** Begins the conversation when it is the first message between the two. */
  @Post('send')
  @HttpCode(HttpStatus.OK)
  @Refuses(403, 'You cannot send messages to this user')
  @Refuses(404, 'User not found')
  async send(@CurrentPerson() actor: AccountActor, @Body() body: ImMessageBodyDto): Promise<PresentedMessage> {
    return this.presentation.sent(await this.sending.byRest(actor, body));
  }

  /** All of them or, when one of them is not for the sender to read, none. */
  @Post('forward')
  @HttpCode(HttpStatus.OK)
  @Refuses(404, 'Message not found')
  async forward(@CurrentPerson() actor: AccountActor, @Body() body: ImForwardMessagesDto): Promise<PresentedMessage[]> {
    const { message_ids: messageIds, mode, nonce } = body;
    const toChannelId = await this.targets.toWrite(actor, body);
    const messages = await this.forwardMessages.execute(actor, {
      ...{ messageIds, toChannelId, mode: mode ?? 'each' },
      ...(typeof nonce === 'string' && { nonce }),
    });
    return Promise.all(messages.map((message) => this.presentation.sent(message)));
  }

  /** Oldest first; the latest 100 unless something else is asked for. */
  @Get('list')
  @Refuses(404, 'Group not found')
  async list(@CurrentPerson() actor: AccountActor, @Query() query: ImListMessagesDto): Promise<PresentedMessage[]> {
    const { before, after, limit = HISTORY_PAGE_MAX } = query;
    const channelId = await this.targets.toRead(actor, query);
    if (channelId === undefined) return [];
    const messages = await this.readHistory.execute(actor, { channelId, before, after, limit, withRecalled: true });
    return this.presentation.page(messages, actor.userId);
  }
}
