import { Injectable } from '@nestjs/common';
import type { Message, MessageDeleted, MessageRecalled, MessagesBulkDeleted } from '../../domain/messaging';
import type { Id } from '../../shared/ids';
import { AttachmentRegistry } from '../files';
import { Clock } from '../shared/clock';
import { UnitOfWork } from '../shared/unit-of-work';
import { MessageRepository } from './message.repository';
import { unknownMessage } from './message-errors';

/** Buries messages whose deletion was permitted: their place stays, what was in them is gone, their files end. */
@Injectable()
export class MessageRemoval {
  constructor(
    private readonly messages: MessageRepository,
    private readonly attachments: AttachmentRegistry,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** @param log runs in the transaction @throws AppError `unknown_message` when it is gone meanwhile */
  async one(
    { id: messageId, channelId, details }: Pick<Message, 'id' | 'channelId' | 'details'>,
    log: () => Promise<void> = nothing,
  ): Promise<void> {
    await this.uow.run(async () => {
      const headSeq = await this.messages.lockChannel(channelId);
      const isBuried = await this.messages.bury(channelId, messageId, this.clock.nowMs());
      if (headSeq === undefined || !isBuried) throw unknownMessage(messageId);
      if (details?.attachments) await this.attachments.release(channelId, [messageId]);
      await log();
      const event: MessageDeleted = { type: 'message.deleted', channelId, messageId, headSeq };
      this.uow.record(event);
    });
  }

  /**
   * The place of the message is shown on, as recalled. Whoever comes second gets what the first one made of it.
   * @throws AppError `unknown_message` when it is gone meanwhile
   */
  async recalled(message: Message, byUserId: Id): Promise<Message> {
    const { id: messageId, channelId, seq, author } = message;
    const recalledAtMs = this.clock.nowMs();
    return this.uow.run(async () => {
      const headSeq = await this.messages.lockChannel(channelId);
      const isRecalled = await this.messages.bury(channelId, messageId, recalledAtMs, 'recalled');
      if (headSeq === undefined || !isRecalled) return this.requireRecalled(channelId, messageId);
      await this.attachments.release(channelId, [messageId]);
      const event: MessageRecalled = {
        ...{ type: 'message.recalled', channelId, messageId, seq, byUserId, recalledAtMs, headSeq },
        ...(author && { authorId: author.userId }),
      };
      this.uow.record(event);
      return recalledForm(message, recalledAtMs);
    });
  }

  /** Those that are there; unknown ones are passed over. @param log gets how many there were */
  async many(channelId: Id, messageIds: readonly Id[], log: (count: number) => Promise<void>): Promise<void> {
    await this.uow.run(async () => {
      const headSeq = await this.messages.lockChannel(channelId);
      if (headSeq === undefined) return;
      const buried = await this.messages.buryMany(channelId, messageIds, this.clock.nowMs());
      if (buried.length === 0) return;
      await this.attachments.release(channelId, buried);
      await log(buried.length);
      const event: MessagesBulkDeleted = {
        ...{ type: 'messages.bulk_deleted', channelId, messageIds: buried },
        headSeq,
      };
      this.uow.record(event);
    });
  }

  private async requireRecalled(channelId: Id, messageId: Id): Promise<Message> {
    const message = await this.messages.find(channelId, messageId, true);
    if (message?.recalledAtMs === undefined) throw unknownMessage(messageId);
    return message;
  }
}

function recalledForm(
  { id, channelId, seq, kind, author, byAdmin, ...message }: Message,
  recalledAtMs: number,
): Message {
  const { createdAtMs, editedAtMs, nonce } = message;
  return {
    ...{ id, channelId, seq, kind, byAdmin, createdAtMs, content: '', recalledAtMs },
    ...(author && { author }),
    ...(nonce !== undefined && { nonce }),
    ...(editedAtMs !== undefined && { editedAtMs }),
  };
}

const nothing = async (): Promise<void> => undefined;
