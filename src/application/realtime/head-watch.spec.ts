import { aMessage, CHANNEL } from '../../../test/builders/messages';
import { RecordingSession } from '../../../test/fakes/realtime';
import { LiveWorld } from '../../../test/fakes/sessions-world';
import { settled } from '../../../test/fakes/timers';
import { LiveProcesses } from '../shared/live-processes';
import { GAP_WAIT_MS } from './channel-sequencer';
import { HEAD_WATCH_INTERVAL_MS, HeadWatch } from './head-watch';

class FixedProcesses extends LiveProcesses {
  processes = 2;

  count(): number {
    return this.processes;
  }
}

function setUp() {
  const world = new LiveWorld();
  world.room({ id: CHANNEL });
  const processes = new FixedProcesses();
  const watch = new HeadWatch(world.hub, world.reader, processes, world.timers, world.logger);
  const join = async (): Promise<RecordingSession> => {
    await world.hub.open(CHANNEL);
    const session = new RecordingSession();
    world.hub.subscribe(CHANNEL, session).release({});
    return session;
  };
  const headReads = (): number => world.reader.calls.filter((call) => call === 'headSeqs').length;
  return { world, processes, watch, join, headReads };
}

describe('HeadWatch', () => {
  it('finds a message of another process that was never published here', async () => {
    const { world, watch, join } = setUp();
    const session = await join();
    watch.start();
    world.reader.messages.put(aMessage(1));

    world.timers.pass(HEAD_WATCH_INTERVAL_MS);
    await settled();
    world.timers.pass(GAP_WAIT_MS);
    await settled();
    world.flush();

    expect(session.texts).toEqual(['#1']);
    await watch.stop();
    expect(world.timers.running).toBe(0);
  });

  it('asks nothing while this process is alone, or has no channel', async () => {
    const { world, processes, watch, join, headReads } = setUp();
    watch.start();
    world.timers.pass(HEAD_WATCH_INTERVAL_MS);
    await settled();
    expect(headReads()).toBe(0);

    await join();
    processes.processes = 1;
    world.timers.pass(HEAD_WATCH_INTERVAL_MS);
    await settled();
    expect(headReads()).toBe(0);
    processes.processes = 2;
    world.timers.pass(HEAD_WATCH_INTERVAL_MS);
    await settled();
    expect(headReads()).toBe(1);
  });

  it('asks once at a time, goes on after a failure, and waits for its last question when it stops', async () => {
    const { world, watch, join, headReads } = setUp();
    await join();
    watch.start();
    watch.start();
    let fail = (_error: Error): void => undefined;
    world.reader.before = () =>
      new Promise((_resolve, reject) => {
        fail = reject;
      });
    world.timers.pass(3 * HEAD_WATCH_INTERVAL_MS);
    expect(headReads()).toBe(1);

    fail(new Error('the database is away'));
    await settled();
    expect(world.logger.problems).toHaveLength(1);
    world.timers.pass(HEAD_WATCH_INTERVAL_MS);
    expect(headReads()).toBe(2);

    let hasStopped = false;
    const stopping = watch.stop().then(() => {
      hasStopped = true;
    });
    await settled();
    expect(hasStopped).toBe(false);
    fail(new Error('the database is away'));
    await stopping;
    world.timers.pass(3 * HEAD_WATCH_INTERVAL_MS);
    expect(headReads()).toBe(2);
  });
});
