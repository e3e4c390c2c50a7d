import { Injectable } from '@nestjs/common';
import type { MessageCreated, MessageDeleted, MessageUpdated } from '../../domain/messaging';
import { EventBus } from '../shared/event-bus';
import { ChannelHub } from './channel-hub';

/** Hands what happened to messages to the channels' sockets. */
@Injectable()
export class MessageFanOut {
  constructor(bus: EventBus, hub: ChannelHub) {
    bus.subscribe<MessageCreated>('message.created', (event) => hub.publish(event));
    bus.subscribe<MessageUpdated>('message.updated', (event) => hub.publish(event));
    bus.subscribe<MessageDeleted>('message.deleted', (event) => hub.publish(event));
  }
}
