import type { DomainEvent } from '../../shared/events';

/** Hands events to this process's handlers, in the order they were published. A throwing handler is logged only. */
export abstract class EventBus {
  abstract publish(event: DomainEvent): void;
  /** Returns the function that ends the subscription. */
  abstract subscribe<Event extends DomainEvent>(type: Event['type'], handler: (event: Event) => void): () => void;
}
