import { Injectable } from '@nestjs/common';
import type { EphemeralMessageChanged, Message } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';
import { EventBus } from '../../shared/event-bus';
import { Metrics } from '../../shared/metrics';

/** Messages for one person only, in memory; the oldest is dropped. */
export const EPHEMERAL_MESSAGES_MAX = 2_000;

interface EphemeralMessage {
  readonly message: Message;
  /** Who alone may see it. */
  readonly userId: Id;
}

/** Answers that only the person who caused them may see: told once and never stored. */
@Injectable()
export class EphemeralMessages {
  private readonly messages = new Map<Id, EphemeralMessage>();

  constructor(
    private readonly bus: EventBus,
    private readonly metrics: Metrics,
  ) {}

  /** Undefined for everybody but the one who may see it. */
  findFor(userId: Id, messageId: Id): Message | undefined {
    const known = this.messages.get(messageId);
    return known?.userId === userId ? known.message : undefined;
  }

  add(userId: Id, message: Message): void {
    const [oldest] = this.messages.keys();
    if (oldest !== undefined && this.messages.size >= EPHEMERAL_MESSAGES_MAX) {
      this.metrics.limitReached('ephemeral_messages');
      this.messages.delete(oldest);
    }
    this.messages.set(message.id, { message, userId });
    this.tell('created', userId, message);
  }

  change(userId: Id, message: Message): void {
    this.messages.set(message.id, { message, userId });
    this.tell('updated', userId, message);
  }

  remove(userId: Id, message: Message): void {
    this.messages.delete(message.id);
    this.tell('deleted', userId, message);
  }

  private tell(change: EphemeralMessageChanged['change'], userId: Id, message: Message): void {
    const event: EphemeralMessageChanged = {
      ...{ type: 'ephemeral_message.changed', change, channelId: message.channelId, userId, message },
    };
    this.bus.publish(event);
  }
}
