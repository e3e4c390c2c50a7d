import { SilentLogger } from '../../../test/fakes/rooms-log';
import type { DomainEvent } from '../../shared/events';
import { InProcessEventBus } from './in-process-event-bus';

interface Numbered extends DomainEvent {
  readonly number: number;
}

const numbered = (type: string, number: number): Numbered => ({ type, number });

function setUp() {
  const logger = new SilentLogger();
  return { logger, bus: new InProcessEventBus(logger) };
}

describe('InProcessEventBus', () => {
  it('hands events to the handlers of their type, in order, at once', () => {
    const { bus } = setUp();
    const got: string[] = [];
    bus.subscribe<Numbered>('a', ({ number }) => got.push(`first ${number}`));
    bus.subscribe<Numbered>('a', ({ number }) => got.push(`second ${number}`));
    bus.subscribe<Numbered>('b', ({ number }) => got.push(`other ${number}`));

    for (const event of [numbered('a', 1), numbered('b', 2), numbered('c', 3), numbered('a', 4)]) bus.publish(event);

    expect(got).toEqual(['first 1', 'second 1', 'other 2', 'first 4', 'second 4']);
  });

  it('logs a throwing handler and serves the others', () => {
    const { bus, logger } = setUp();
    const got: number[] = [];
    bus.subscribe('a', () => {
      throw new Error('broken');
    });
    bus.subscribe<Numbered>('a', ({ number }) => got.push(number));

    expect(() => bus.publish(numbered('a', 1))).not.toThrow();
    expect(got).toEqual([1]);
    expect(logger.problems).toHaveLength(1);
  });

  it('ends a subscription, also from within a handler', () => {
    const { bus } = setUp();
    const got: number[] = [];
    const end = bus.subscribe<Numbered>('a', ({ number }) => {
      got.push(number);
      end();
    });

    bus.publish(numbered('a', 1));
    bus.publish(numbered('a', 2));

    expect(got).toEqual([1]);
  });

  it('keeps the order for every handler when one publishes while it handles', () => {
    const { bus } = setUp();
    const got: number[] = [];
    bus.subscribe<Numbered>('a', ({ number }) => {
      if (number === 1) bus.publish(numbered('a', 2));
    });
    bus.subscribe<Numbered>('a', ({ number }) => got.push(number));

    bus.publish(numbered('a', 1));

    expect(got).toEqual([1, 2]);
  });
});
