import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Param, Patch, Post, Put, Query } from '@nestjs/common';
import {
  AddReaction,
  EditMessage,
  MarkRead,
  PinMessage,
  ReactionReader,
  ReadReceipts,
  RecallMessage,
  RECEIPTS_PAGE_MAX,
  RemoveReaction,
  unknownMessage,
} from '../../../application/messaging';
import type { AccountActor } from '../../../application/shared/actor';
import { type Message, TYPED_MENTIONS } from '../../../domain/messaging';
import { PresentedSuccess } from '../auth/auth-answer.dto';
import { ForPeople, Refuses } from '../for-people';
import { CurrentPerson } from '../people.guard';
import { PresentedUser } from '../users/user-answer.dto';
import { UserPresentation } from '../users/user-presentation';
import { PresentedMessage, PresentedReactions } from './message-answer.dto';
import { MessageLookup } from './message-lookup';
import { MessagePresentation } from './message-presentation';
import { ImEditMessageDto, ImReceiptsDto } from './message.dto';

/** What people do to a message that is there. */
@ForPeople()
@Controller('api/messages/:message_id')
export class MessageActsController {
  constructor(
    private readonly lookup: MessageLookup,
    private readonly markRead: MarkRead,
    private readonly recallMessage: RecallMessage,
    private readonly editMessage: EditMessage,
    private readonly addReaction: AddReaction,
    private readonly removeReaction: RemoveReaction,
    private readonly reactions: ReactionReader,
    private readonly pinMessage: PinMessage,
    private readonly readReceipts: ReadReceipts,
    private readonly presentation: MessagePresentation,
    private readonly users: UserPresentation,
  ) {}

  /** Everything up to this message is read from now on; only a message of somebody else is. */
  @Put('read')
  @Refuses(404, 'Message not found')
  async read(@CurrentPerson() actor: AccountActor, @Param('message_id') id: string): Promise<PresentedSuccess> {
    // The last one that is shown may be one that was recalled.
    const message = await this.lookup.require(actor, id, { withRecalled: true });
    if (message.author?.userId === actor.userId) throw unknownMessage(id);
    await this.markRead.execute(actor, addressOf(message));
    return { success: true };
  }

  /** Its author within two minutes, admins of its group at any time; its place stays, what was in it is gone. Twice is once. */
  @Post('recall')
  @HttpCode(HttpStatus.OK)
  @Refuses(403, 'A message can be recalled within two minutes only')
  @Refuses(404, 'Message not found')
  async recall(@CurrentPerson() actor: AccountActor, @Param('message_id') id: string): Promise<PresentedMessage> {
    const message = await this.lookup.require(actor, id, { withRecalled: true });
    return this.presentation.one(await this.recallMessage.execute(actor, addressOf(message)), actor.userId);
  }

  /** The author's own only. */
  @Patch()
  @Refuses(403, 'Only the author can do this')
  @Refuses(404, 'Message not found')
  async edit(
    @CurrentPerson() actor: AccountActor,
    @Param('message_id') id: string,
    @Body() { content }: ImEditMessageDto,
  ): Promise<PresentedMessage> {
    const message = await this.lookup.require(actor, id);
    return this.presentation.one(
      await this.editMessage.execute(actor, { ...addressOf(message), content, allowedMentions: TYPED_MENTIONS }),
      actor.userId,
    );
  }

  @Put('reactions/:emoji')
  @Refuses(404, 'Message not found')
  async react(
    @CurrentPerson() actor: AccountActor,
    @Param('message_id') id: string,
    @Param('emoji') emoji: string,
  ): Promise<PresentedReactions> {
    const message = await this.lookup.require(actor, id);
    await this.addReaction.execute(actor, { ...addressOf(message), emoji });
    return this.reactionsTo(message, actor);
  }

  @Delete('reactions/:emoji')
  @Refuses(404, 'Message not found')
  async unreact(
    @CurrentPerson() actor: AccountActor,
    @Param('message_id') id: string,
    @Param('emoji') emoji: string,
  ): Promise<PresentedReactions> {
    const message = await this.lookup.require(actor, id);
    await this.removeReaction.execute(actor, { ...addressOf(message), emoji, userId: actor.userId });
    return this.reactionsTo(message, actor);
  }

  @Put('pin')
  @Refuses(404, 'Message not found')
  async pin(@CurrentPerson() actor: AccountActor, @Param('message_id') id: string): Promise<PresentedSuccess> {
    return this.setPin(actor, id, true);
  }

  @Delete('pin')
  @Refuses(404, 'Message not found')
  async unpin(@CurrentPerson() actor: AccountActor, @Param('message_id') id: string): Promise<PresentedSuccess> {
    return this.setPin(actor, id, false);
  }

  /** Who has read it, or who has not, by ascending id; its author is never among them. */
  @Get('receipts')
  @Refuses(404, 'Message not found')
  async receipts(
    @CurrentPerson() actor: AccountActor,
    @Param('message_id') id: string,
    @Query() { state = 'read', after, limit = RECEIPTS_PAGE_MAX }: ImReceiptsDto,
  ): Promise<PresentedUser[]> {
    const message = await this.lookup.require(actor, id);
    const userIds = await this.readReceipts.execute(actor, { ...addressOf(message), state, after, limit });
    return this.users.many(userIds);
  }

  private async setPin(actor: AccountActor, id: string, isPinned: boolean): Promise<PresentedSuccess> {
    const message = await this.lookup.require(actor, id);
    await this.pinMessage.execute(actor, { ...addressOf(message), isPinned });
    return { success: true };
  }

  private async reactionsTo(message: Message, { userId }: AccountActor): Promise<PresentedReactions> {
    const counts = (await this.reactions.countsOf([message], userId)).get(message.id) ?? [];
    return {
      message_id: message.id,
      reactions: counts.map(({ emoji, count, isOwn }) => ({ emoji: emoji.name, count, me: isOwn })),
    };
  }
}

const addressOf = ({ id, channelId }: Message): { readonly messageId: string; readonly channelId: string } => ({
  messageId: id,
  channelId,
});
