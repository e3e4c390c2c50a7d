import { event, PERSON } from '../../../../test/fakes/gateway';
import { SilentMetrics } from '../../../../test/fakes/rooms-log';
import { ManualClock } from '../../../../test/fakes/rooms-platform';
import type { SessionEnd } from './gateway-session';
import { REPLAY_EVENTS_MAX, REPLAY_WINDOW_MS, ReplayMemory } from './replay-log';
import {
  FIRST_STATE_SMALL_BYTES,
  CATCH_UP_EVENTS_MAX,
  ResumableSession,
  type SessionLink,
  UNSENT_BYTES_MAX,
  UNSENT_EVENTS_MAX,
  WRITABLE_BELOW_BYTES,
} from './resumable-session';

/** A socket that takes events when a test says so. */
class FakeLink implements SessionLink {
  session: ResumableSession | undefined;
  wakes = 0;
  cuts = 0;
  replacements = 0;
  readonly endings: SessionEnd[] = [];

  linked(session: ResumableSession): void {
    this.session = session;
  }
  wake(): void {
    this.wakes += 1;
  }
  cut(): void {
    this.cuts += 1;
  }
  replaced(): void {
    this.replacements += 1;
  }
  ended(reason: SessionEnd): void {
    this.endings.push(reason);
  }

  /** Numbers of what it takes now. */
  takeAll(): number[] {
    const { events, firstNumber } = this.session?.take(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY) ?? {
      ...{ events: [], firstNumber: 0 },
    };
    return events.map((_, index) => firstNumber + index);
  }
}

function setUp() {
  const clock = new ManualClock();
  const metrics = new SilentMetrics();
  const memory = new ReplayMemory();
  const endings: SessionEnd[] = [];
  const identity = {
    ...{ userId: PERSON.userId, actor: { kind: 'account', userId: PERSON.userId } as const, intents: 0 },
    ...{ shard: [0, 1] as const, largeThreshold: 50, version: 10 as const, resumeUrl: 'ws://x/gateway' },
  };
  const session = new ResumableSession('s', identity, {
    ...{ clock, metrics, memory, ended: (_session, reason) => void endings.push(reason) },
  });
  const link = new FakeLink();
  session.attach(link, 0);
  const say = (count: number, bytes = 2): void => {
    for (let index = 0; index < count; index += 1) session.dispatch({ name: 'X', body: Buffer.alloc(bytes, 0x20) });
  };
  return { clock, metrics, memory, endings, session, link, say };
}

describe('ResumableSession', () => {
  it('hands events over in order and once', () => {
    const { session, link, say } = setUp();
    say(3);
    expect([session.unsent, session.waitingBytes, link.wakes]).toEqual([3, 6, 3]);
    expect(link.takeAll()).toEqual([1, 2, 3]);
    say(1);
    expect(link.takeAll()).toEqual([4]);
    expect([session.unsent, session.waitingBytes]).toEqual([0, 0]);
  });

  it('hands over at least one, and no more than asked for', () => {
    const { session, say } = setUp();
    say(5, 100);

    expect(session.take(0, 10).events).toHaveLength(1);
    expect(session.take(150, 10).events).toHaveLength(2);
    expect(session.take(10_000, 1).events).toHaveLength(1);
  });

  it('tells a new socket everything after what its client has', () => {
    const { session, link, say } = setUp();
    say(5);
    link.takeAll();
    session.detach();
    say(2);
    const next = new FakeLink();
    session.attach(next, 3);

    expect(next.takeAll()).toEqual([4, 5, 6, 7]);
    expect([session.isLinkedTo(next), session.isLinkedTo(link), next.wakes]).toEqual([true, false, 1]);
  });

  it('tells a socket that it was replaced, and nothing more', () => {
    const { session, link, say } = setUp();
    const next = new FakeLink();
    session.attach(next, 0);
    say(1);

    expect([link.replacements, link.wakes, next.takeAll()]).toEqual([1, 0, [1]]);
  });

  it('can replay what is kept, and not what never was', () => {
    const { clock, session, link, say } = setUp();
    say(4);
    link.takeAll();
    expect([0, 4, 5].map((s) => session.canReplayAfter(s))).toEqual([true, true, false]);
    clock.advance(REPLAY_WINDOW_MS + 1);
    say(1);

    expect([3, 4, 5].map((s) => session.canReplayAfter(s))).toEqual([false, true, true]);
  });

  it('keeps everything its socket has not taken', () => {
    const { session, link, say } = setUp();
    say(REPLAY_EVENTS_MAX + 10);

    expect(session.canReplayAfter(0)).toBe(true);
    expect(link.takeAll()).toHaveLength(REPLAY_EVENTS_MAX + 10);
    say(1);
    expect(session.canReplayAfter(9)).toBe(false);
  });

  describe('beyond its bounds', () => {
    it('is cut when too many bytes wait', () => {
      const { metrics, session, link, say } = setUp();
      session.firstStateTold();
      say(1, UNSENT_BYTES_MAX);
      expect(link.cuts).toBe(0);
      say(1);

      expect([link.cuts, metrics.limits]).toEqual([1, ['gateway_unsent']]);
    });

    it('is cut when too many events wait, later while it is told its first state', () => {
      const { session, link, say } = setUp();
      say(CATCH_UP_EVENTS_MAX);
      expect(link.cuts).toBe(0);
      link.takeAll();
      session.firstStateTold();
      say(UNSENT_EVENTS_MAX);
      expect(link.cuts).toBe(0);
      say(1);
      expect(link.cuts).toBe(1);
    });

    it('may be far behind right after a resume, until it has caught up', () => {
      const { session, link, say } = setUp();
      session.firstStateTold();
      link.takeAll();
      session.detach();
      say(REPLAY_EVENTS_MAX, 2_000);
      const next = new FakeLink();
      session.attach(next, session.head - REPLAY_EVENTS_MAX);
      say(1);
      expect(next.cuts).toBe(0);
      next.takeAll();
      say(1, UNSENT_BYTES_MAX + 1);

      expect(next.cuts).toBe(1);
    });
  });

  it('lets a long list wait for the socket', async () => {
    const { session, link, say } = setUp();
    await session.whenWritable();
    say(1, WRITABLE_BELOW_BYTES);
    let isWritable = false;
    const waiting = session.whenWritable().then(() => (isWritable = true));
    await Promise.resolve();
    expect(isWritable).toBe(false);
    link.takeAll();
    await waiting;

    say(1, WRITABLE_BELOW_BYTES);
    const untilDetached = session.whenWritable();
    session.detach();
    await untilDetached;
    await session.whenWritable();
  });

  it('forgets its first state once the client has it, and nothing later', () => {
    const { memory, session, link, say } = setUp();
    const large = FIRST_STATE_SMALL_BYTES / 2;
    say(3, large);
    session.acknowledged(3);
    expect(memory.bytes).toBe(3 * large);
    session.firstStateTold();
    say(2, 10);
    session.acknowledged(5);
    expect(memory.bytes).toBe(3 * large + 20);
    link.takeAll();
    session.acknowledged(2);
    expect(memory.bytes).toBe(large + 20);
    session.acknowledged(99);

    expect(memory.bytes).toBe(20);
    expect([2, 3, 5].map((s) => session.canReplayAfter(s))).toEqual([false, true, true]);
  });

  it('forgets a small first state once the socket took it, and nothing later', () => {
    const { memory, session, link, say } = setUp();
    say(2, 1_000);
    session.firstStateTold();
    expect(memory.bytes).toBe(2_000);
    link.takeAll();
    expect(memory.bytes).toBe(0);
    say(1, 10);
    link.takeAll();

    expect(memory.bytes).toBe(10);
    expect([1, 2, 3].map((s) => session.canReplayAfter(s))).toEqual([false, true, true]);
  });

  it('keeps a small first state that the socket did not take', () => {
    const { memory, session, say } = setUp();
    say(2, 1_000);
    session.detach();
    session.firstStateTold();

    expect(memory.bytes).toBe(2_000);
    expect(session.canReplayAfter(0)).toBe(true);
  });

  it('keeps nothing once it is over, and says so once', () => {
    const { endings, memory, session, link, say } = setUp();
    say(3);
    session.end('revoked');
    session.end('closed');
    session.dispatch(event('X', {}));

    expect([endings, link.endings, memory.bytes, session.unsent]).toEqual([['revoked'], ['revoked'], 0, 0]);
    expect([session.isEnded, session.isAttached]).toEqual([true, false]);
  });
});
