import { event, FakeFeed, PERSON } from '../../../../test/fakes/gateway';
import { SilentLogger, SilentMetrics } from '../../../../test/fakes/rooms-log';
import { ManualTimers, settled } from '../../../../test/fakes/timers';
import type { SessionEnd, SessionIdentity } from './gateway-session';
import { DETACHED_SESSIONS_MAX, FIRST_STATE_KEPT_MS, GatewaySessions, RESUME_WINDOW_MS } from './gateway-sessions';
import { REPLAY_WINDOW_MS } from './replay-log';
import { FIRST_STATE_SMALL_BYTES, type ResumableSession, type SessionLink } from './resumable-session';

const identity: SessionIdentity = {
  ...{ userId: PERSON.userId, actor: { kind: 'account', userId: PERSON.userId }, intents: 0 },
  ...{ shard: [0, 1], largeThreshold: 50, version: 10, resumeUrl: 'ws://x/gateway' },
};

class Link implements SessionLink {
  readonly endings: SessionEnd[] = [];
  linked(): void {}
  wake(): void {}
  cut(): void {}
  replaced(): void {}
  ended(reason: SessionEnd): void {
    this.endings.push(reason);
  }
}

/** Remembers the gauges. */
class GaugeMetrics extends SilentMetrics {
  readonly gauges = new Map<string, () => number | Promise<number>>();
  override gauge(name = '', _help = '', read: () => number | Promise<number> = () => 0): void {
    this.gauges.set(name, read);
  }
  read(name: string): number | Promise<number> | undefined {
    return this.gauges.get(`gateway_${name}`)?.();
  }
}

function setUp() {
  const timers = new ManualTimers();
  const metrics = new GaugeMetrics();
  const logger = new SilentLogger();
  const feed = new FakeFeed();
  const sessions = new GatewaySessions(feed, timers.clock, timers, metrics, logger);
  let opened = 0;
  const open = (link: SessionLink = new Link()): ResumableSession => {
    opened += 1;
    return sessions.open(`session ${opened}`, identity, link, undefined);
  };
  return { timers, metrics, logger, feed, sessions, open };
}

describe('GatewaySessions', () => {
  it('registers a session before it is told its first state', async () => {
    const { feed, sessions, open, metrics } = setUp();
    const session = open();

    expect(sessions.find('session 1')).toBe(session);
    expect(feed.opened).toEqual([session]);
    await settled();
    expect(session.head).toBe(1);
    expect([metrics.read('sessions_attached'), metrics.read('sessions_detached')]).toEqual([1, 0]);
    expect(metrics.read('replay_bytes')).toBeGreaterThan(0);
  });

  it('ends a session whose first state cannot be told', async () => {
    const { feed, sessions, open, logger } = setUp();
    feed.firstState = () => Promise.reject(new Error('away'));
    const link = new Link();
    const session = open(link);
    await settled();

    expect([session.isEnded, link.endings, feed.closed]).toEqual([true, ['failed'], [session]]);
    expect(sessions.find(session.id)).toBeUndefined();
    expect(logger.problems).toHaveLength(1);
  });

  it('ends a session that nobody resumes in three minutes, and no other', () => {
    const { timers, feed, sessions, open } = setUp();
    const links = [new Link(), new Link(), new Link()];
    const [kept, lost, resumed] = links.map(open);
    sessions.detach(lost, links[1]);
    sessions.detach(resumed, links[2]);
    expect([sessions.attachedCount, sessions.detachedCount]).toEqual([1, 2]);
    sessions.resume(resumed, links[2], 1);
    timers.pass(RESUME_WINDOW_MS - 5_001);
    expect(feed.closed).toEqual([]);
    timers.pass(10_000);

    expect(feed.closed).toEqual([lost]);
    expect([kept.isEnded, resumed.isEnded, sessions.attachedCount, sessions.detachedCount]).toEqual([
      ...[false, false, 2, 0],
    ]);
    kept.end('closed');
    resumed.end('closed');
    expect(timers.running).toBe(0);
  });

  it('keeps a large first state for half a minute, longer for a session that lost its socket', async () => {
    const { timers, metrics, sessions, open, feed } = setUp();
    const large = event('GUILD_CREATE', { name: 'x'.repeat(FIRST_STATE_SMALL_BYTES) });
    feed.firstState = async (session) => session.dispatch({ ...large });
    const link = new Link();
    const [attached, lost] = [open(), open(link)];
    await settled();
    for (const session of [attached, lost]) session.take(2 * FIRST_STATE_SMALL_BYTES, 10);
    sessions.detach(lost, link);
    const before = Number(metrics.read('replay_bytes'));
    timers.pass(FIRST_STATE_KEPT_MS - 1);
    expect(attached.canReplayAfter(0)).toBe(true);
    timers.pass(5_001);

    expect([attached.canReplayAfter(1), attached.canReplayAfter(2), lost.canReplayAfter(0)]).toEqual([
      ...[false, true, true],
    ]);
    expect(metrics.read('replay_bytes')).toBe(before / 2);
    attached.end('closed');
    lost.end('closed');
  });

  it('forgets what is too old also when nothing happens', async () => {
    const { timers, metrics, open } = setUp();
    const session = open();
    await settled();
    session.dispatch(event('X', {}));
    session.take(1_000, 10);
    timers.pass(FIRST_STATE_KEPT_MS + 5_000);
    expect(metrics.read('replay_bytes')).toBeGreaterThan(0);
    timers.pass(REPLAY_WINDOW_MS + 10_000);

    expect(metrics.read('replay_bytes')).toBe(0);
    expect(session.canReplayAfter(session.head)).toBe(true);
    session.end('closed');
  });

  it('keeps a session whose old socket goes after it was resumed', () => {
    const { sessions, open, feed } = setUp();
    const [old, next] = [new Link(), new Link()];
    const session = open(old);
    sessions.resume(session, next, 0);
    sessions.detach(session, old);

    expect([session.isAttached, sessions.detachedCount, feed.attachments]).toEqual([true, 0, [true]]);
    session.end('closed');
  });

  it('keeps so many sessions without a socket and no more: the one that waits longest ends', () => {
    const { sessions, open, metrics } = setUp();
    const link = new Link();
    const first = open(link);
    sessions.detach(first, link);
    for (let count = 0; count < DETACHED_SESSIONS_MAX; count += 1) sessions.detach(open(link), link);

    expect([first.isEnded, sessions.detachedCount]).toEqual([true, DETACHED_SESSIONS_MAX]);
    expect(metrics.limits).toEqual(['gateway_detached_sessions']);
  });

  it("survives its feed's faults", () => {
    const { sessions, open, feed, logger } = setUp();
    feed.attachedChanged = () => {
      throw new Error('fault');
    };
    const link = new Link();
    const session = open(link);
    sessions.detach(session, link);
    session.dispatch(event('X', {}));

    expect(logger.problems).toEqual(['the feed of a gateway session failed']);
    expect(session.isEnded).toBe(false);
    session.end('closed');
  });
});
