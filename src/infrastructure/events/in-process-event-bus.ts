import { Injectable } from '@nestjs/common';
import { EventBus } from '../../application/shared/event-bus';
import { Logger } from '../../application/shared/logger';
import type { DomainEvent } from '../../shared/events';

type Handler = (event: DomainEvent) => void;

@Injectable()
export class InProcessEventBus extends EventBus {
  private readonly handlers = new Map<string, Set<Handler>>();
  private readonly waiting: DomainEvent[] = [];
  private isHandingOut = false;

  constructor(private readonly logger: Logger) {
    super();
  }

  publish(event: DomainEvent): void {
    this.waiting.push(event);
    // What a handler publishes waits its turn, or the handlers after it would get it before its cause.
    if (this.isHandingOut) return;
    this.isHandingOut = true;
    try {
      for (let next = this.waiting.shift(); next; next = this.waiting.shift()) this.handOut(next);
    } finally {
      this.isHandingOut = false;
    }
  }

  subscribe<Event extends DomainEvent>(type: Event['type'], handler: (event: Event) => void): () => void {
    const ofType = this.handlers.get(type) ?? new Set<Handler>();
    this.handlers.set(type, ofType);
    // A handler only ever gets events of the type it was subscribed under.
    const anyHandler = handler as Handler;
    ofType.add(anyHandler);
    return () => ofType.delete(anyHandler);
  }

  private handOut(event: DomainEvent): void {
    for (const handler of this.handlers.get(event.type) ?? []) {
      try {
        handler(event);
      } catch (error) {
        this.logger.error('an event handler failed', { event: event.type, error });
      }
    }
  }
}
