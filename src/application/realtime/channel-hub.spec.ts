import * as fc from 'fast-check';
import { aMessage, CHANNEL, created } from '../../../test/builders/messages';
import { FakeMessageReader } from '../../../test/fakes/messaging';
import { DeliveryMetrics, NamingEncoder, RecordingSession } from '../../../test/fakes/realtime';
import { SilentLogger } from '../../../test/fakes/rooms-log';
import { ManualTimers, settled } from '../../../test/fakes/timers';
import type { Message } from '../../domain/messaging';
import { AppError } from '../../shared/errors';
import type { Subscription } from './channel-audience';
import { ChannelHub, WAITING_EVENT_DELAY_MS } from './channel-hub';
import { GAP_WAIT_MS } from './channel-sequencer';

function setUp() {
  const reader = new FakeMessageReader();
  reader.messages.open(CHANNEL);
  const timers = new ManualTimers();
  const metrics = new DeliveryMetrics();
  const logger = new SilentLogger();
  const hub = new ChannelHub(reader, timers, metrics, logger);
  const encoder = new NamingEncoder();
  hub.register(encoder, 'rooms');
  return { reader, timers, metrics, logger, hub, encoder };
}

/** A live session in the open channel. */
function join(hub: ChannelHub, channelId = CHANNEL): RecordingSession {
  const session = new RecordingSession();
  hub.subscribe(channelId, session).release({});
  return session;
}

describe('ChannelHub', () => {
  it('keeps what may wait for others to join it, at most 50 ms, and lets nothing overtake it', async () => {
    const { hub, timers } = setUp();
    await hub.open(CHANNEL);
    const session = join(hub);
    const joined = (userKey: string) => ({
      type: 'room.user_joined',
      mayWait: true as const,
      channelId: CHANNEL,
      userKey,
    });

    hub.publish(joined('a'));
    timers.endTick();
    hub.publish(joined('b'));
    timers.endTick();
    timers.pass(WAITING_EVENT_DELAY_MS - 1);
    expect(session.texts).toEqual([]);
    timers.pass(1);
    expect(session.batches.map((batch) => batch.frames.length)).toEqual([2]);

    hub.publish(joined('c'));
    hub.publish(created(1));
    timers.endTick();
    expect(session.texts).toEqual(['room.user_joined a', 'room.user_joined b', 'room.user_joined c', '#1']);
    timers.pass(WAITING_EVENT_DELAY_MS);
    expect(session.texts).toHaveLength(4);
  });

  it('keeps a channel live until each opening was closed', async () => {
    const { hub, reader, timers } = setUp();
    await hub.open(CHANNEL);
    await hub.open(CHANNEL);
    expect(reader.calls).toEqual(['headSeq']);

    hub.close(CHANNEL);
    const session = join(hub);
    hub.publish(created(1));
    timers.endTick();
    expect(session.texts).toEqual(['#1']);
    expect(hub.liveChannelIds).toEqual([CHANNEL]);

    hub.close(CHANNEL);
    expect(hub.liveChannelIds).toEqual([]);
    expect(() => hub.subscribe(CHANNEL, session)).toThrow(AppError);
    hub.close(CHANNEL);
    expect(hub.liveChannelIds).toEqual([]);
  });

  it('reads the head once for openings at the same time and counts each of them', async () => {
    const { hub, reader } = setUp();
    await Promise.all(Array.from({ length: 5 }, () => hub.open(CHANNEL)));

    expect(reader.calls).toEqual(['headSeq']);
    for (let closed = 0; closed < 4; closed += 1) hub.close(CHANNEL);
    expect(hub.liveChannelIds).toEqual([CHANNEL]);
    hub.close(CHANNEL);
    expect(hub.liveChannelIds).toEqual([]);
  });

  it('opens anew for one who came while another closed', async () => {
    const { hub } = setUp();
    const leaving = hub.open(CHANNEL).then(() => hub.close(CHANNEL));
    const staying = hub.open(CHANNEL);
    await Promise.all([leaving, staying]);

    expect(() => join(hub)).not.toThrow();
  });

  it('fails all openings of a channel that cannot be opened, and tries again next time', async () => {
    const { hub, reader } = setUp();
    reader.before = () => Promise.reject(new AppError('unavailable', 'unavailable', 'the database is away'));
    const openings = [hub.open(CHANNEL), hub.open(CHANNEL)];
    for (const opening of openings) await expect(opening).rejects.toMatchObject({ kind: 'unavailable' });
    expect(hub.liveChannelIds).toEqual([]);

    reader.before = () => undefined;
    await hub.open(CHANNEL);
    expect(hub.liveChannelIds).toEqual([CHANNEL]);
    await expect(hub.open('404')).rejects.toMatchObject({ kind: 'not_found' });
  });

  it('writes the frames of one tick as one batch, a channel at a time', async () => {
    const { hub, reader, timers, encoder } = setUp();
    reader.messages.open('2000');
    await hub.open(CHANNEL);
    await hub.open('2000');
    const [here, there] = [join(hub), join(hub, '2000')];

    hub.publish(created(1));
    hub.publish(created(1, { channelId: '2000' }));
    hub.publish(created(2));
    expect(timers.waitingForTick).toBe(1);
    expect(here.batches).toEqual([]);
    timers.endTick();

    expect(here.batches.map((batch) => batch.frames.length)).toEqual([2]);
    expect(there.batches.map((batch) => batch.frames.length)).toEqual([1]);
    expect(encoder.encoded).toEqual(['#1', '#2', '#1']);
    hub.publish(created(3));
    timers.endTick();
    expect(here.texts).toEqual(['#1', '#2', '#3']);
  });

  it('writes at once what waits, when asked to or when the channel closes', async () => {
    const { hub, timers } = setUp();
    await hub.open(CHANNEL);
    const session = join(hub);
    hub.publish(created(1));
    hub.flush(CHANNEL);
    expect(session.texts).toEqual(['#1']);

    hub.publish(created(2));
    hub.close(CHANNEL);
    expect(session.texts).toEqual(['#1', '#2']);
    timers.endTick();
    expect(session.texts).toEqual(['#1', '#2']);
  });

  it('waits for nothing any more in a closed channel', async () => {
    const { hub, reader, timers } = setUp();
    await hub.open(CHANNEL);
    hub.publish(created(2));
    expect(timers.running).toBe(1);

    hub.close(CHANNEL);
    timers.pass(GAP_WAIT_MS);

    expect(timers.running).toBe(0);
    expect(reader.calls).toEqual(['headSeq']);
  });

  it('begins after the head it read and puts events in order from there', async () => {
    const { hub, reader, timers } = setUp();
    reader.messages.put(aMessage(1), aMessage(2));
    await hub.open(CHANNEL);
    const session = join(hub);

    for (const seq of [2, 4, 3]) hub.publish(created(seq));
    timers.endTick();

    expect(session.texts).toEqual(['#3', '#4']);
  });

  it('reads what was lost on the way, also when only the head is noticed', async () => {
    const { hub, reader, timers } = setUp();
    await hub.open(CHANNEL);
    const session = join(hub);
    reader.messages.put(aMessage(1), aMessage(2));
    reader.messages.bury(aMessage(1).id);

    hub.noticeHead(CHANNEL, 2);
    timers.pass(GAP_WAIT_MS);
    await settled();
    timers.endTick();

    expect(reader.calls).toEqual(['headSeq', 'range 1-2']);
    expect(session.texts).toEqual(['#2']);
  });

  it('warns when a gap cannot be read, and reads it later', async () => {
    const { hub, reader, timers, logger } = setUp();
    await hub.open(CHANNEL);
    const session = join(hub);
    reader.messages.put(aMessage(1));
    reader.before = () => Promise.reject(new Error('the database is away'));
    hub.noticeHead(CHANNEL, 1);
    timers.pass(GAP_WAIT_MS);
    await settled();
    expect(logger.problems).toHaveLength(1);

    reader.before = () => undefined;
    timers.pass(GAP_WAIT_MS);
    await settled();
    timers.endTick();
    expect(session.texts).toEqual(['#1']);
  });

  it('costs nothing for channels without sessions here', () => {
    const { hub, timers, encoder } = setUp();

    hub.publish(created(1));
    hub.noticeHead(CHANNEL, 9);
    hub.flush(CHANNEL);

    expect([timers.waitingForTick, timers.running, encoder.encoded.length]).toEqual([0, 0, 0]);
  });

  it('counts frames for the dialect of each encoder', async () => {
    const { hub, metrics, timers } = setUp();
    hub.register(new NamingEncoder('other'), 'chat');
    await hub.open(CHANNEL);
    join(hub);
    join(hub);
    hub.subscribe(CHANNEL, new RecordingSession('other')).release({});

    hub.publish(created(1));
    timers.endTick();

    expect(metrics.deliveries).toEqual([
      { dialect: 'rooms', count: 2 },
      { dialect: 'chat', count: 1 },
    ]);
  });
});

const steps = ['commit', 'commit', 'publish', 'publish', 'lose', 'tick', 'pass', 'first', 'first', 'second'] as const;
type Step = (typeof steps)[number];

/** One who comes in while messages are committed and published: opens, subscribes, reads the state, is released. */
class Newcomer {
  private readonly session = new RecordingSession();
  private state: readonly Message[] = [];
  private subscription: Subscription | undefined;
  private stage = 0;

  constructor(
    private readonly hub: ChannelHub,
    private readonly reader: FakeMessageReader,
  ) {}

  /** Everything it was told, first the state, then the events. */
  get seen(): string[] {
    return [...this.state.map(({ seq }) => `#${seq}`), ...this.session.texts];
  }

  /** Returns false when there is nothing left to do. */
  async step(): Promise<boolean> {
    this.stage += 1;
    if (this.stage === 1) {
      await this.hub.open(CHANNEL);
      this.subscription = this.hub.subscribe(CHANNEL, this.session);
    } else if (this.stage === 2) {
      this.state = this.reader.messages.of(CHANNEL) ?? [];
    } else if (this.stage === 3) {
      this.subscription?.release({ lastMessageId: this.state.at(-1)?.id });
    }
    return this.stage < 3;
  }
}

/** Takes `script` step by step and then brings everything to its end. */
async function play(script: readonly [Step, number][]): Promise<{ committed: string[]; newcomers: Newcomer[] }> {
  const { hub, reader, timers } = setUp();
  const newcomers = [new Newcomer(hub, reader), new Newcomer(hub, reader)];
  const unpublished: number[] = [];
  let head = 0;
  /** Publishes arrive in any order; some never do. */
  const take = (choice: number): number | undefined => unpublished.splice(choice % (unpublished.length || 1), 1)[0];
  const publish = (seq: number | undefined): void => {
    if (seq !== undefined) hub.publish(created(seq));
  };
  const act: Record<Step, (choice: number) => unknown> = {
    commit: () => {
      head += 1;
      reader.messages.put(aMessage(head));
      unpublished.push(head);
    },
    publish: (choice) => publish(take(choice)),
    lose: take,
    tick: () => timers.endTick(),
    pass: () => timers.pass(GAP_WAIT_MS),
    first: () => newcomers[0]?.step(),
    second: () => newcomers[1]?.step(),
  };
  for (const [step, choice] of script) {
    await act[step](choice);
    if (choice % 2 === 0) await settled();
  }
  for (const newcomer of newcomers) while (await newcomer.step());
  while (unpublished.length > 0) publish(take(0));
  hub.noticeHead(CHANNEL, head);
  timers.pass(GAP_WAIT_MS);
  await settled();
  timers.pass(GAP_WAIT_MS);
  await settled();
  timers.endTick();
  return { committed: Array.from({ length: head }, (_, index) => `#${index + 1}`), newcomers };
}

describe('ChannelHub, for every interleaving of commits, publishes and newcomers', () => {
  it('tells each newcomer every message exactly once, in order: in the state or as an event', async () => {
    const script = fc.array(fc.tuple(fc.constantFrom(...steps), fc.nat(9)), { maxLength: 60 });

    await fc.assert(
      fc.asyncProperty(script, async (actions) => {
        const { committed, newcomers } = await play(actions);
        for (const newcomer of newcomers) expect(newcomer.seen).toEqual(committed);
      }),
      { numRuns: 300 },
    );
  });
});
