import { aMessage } from '../../../../../test/builders/messages';
import { FeedWorld, RecordedSession } from '../../../../../test/fakes/gateway-feed';
import { SilentLogger, SilentMetrics } from '../../../../../test/fakes/rooms-log';
import { settled } from '../../../../../test/fakes/timers';
import { EventLanes, FeedSession, LANE_EVENTS_MAX } from '../../../../application/realtime';
import { Announcer } from './announcer';
import { CHANNEL_HOMES_MAX, ChannelHomes } from './channel-homes';

import { UNPLACED_EVENTS_MAX } from './message-events';

const released = (session: RecordedSession): FeedSession => {
  const feed = new FeedSession(session);
  feed.release();
  return feed;
};

describe('EventLanes', () => {
  it('goes on after an event that failed', async () => {
    const logger = new SilentLogger();
    const lanes = new EventLanes(logger);
    const done: number[] = [];

    lanes.push('1', () => Promise.reject(new Error('unreadable')));
    lanes.push('1', () => () => done.push(1));
    lanes.push('1', () => {
      throw new Error('impossible');
    });
    lanes.push('1', async () => () => done.push(2));
    await settled();

    expect(done).toEqual([1, 2]);
    expect(logger.problems).toHaveLength(2);
    expect(lanes.waiting).toBe(0);
  });

  it('does not make one lane wait for another', () => {
    const lanes = new EventLanes(new SilentLogger());
    const done: string[] = [];
    lanes.push('1', () => new Promise(() => undefined));

    lanes.push('2', () => () => done.push('2'));

    expect(done).toEqual(['2']);
  });
});

describe('Announcer', () => {
  it('ends the sessions of a lane that is full, rather than keep something from them', () => {
    const metrics = new SilentMetrics();
    const announcer = new Announcer(new SilentLogger(), metrics);
    const session = new RecordedSession('2');
    const audience = [released(session)];
    const announcement = {
      name: 'A',
      intent: 0,
      audience: () => audience,
      data: () => new Promise<object>(() => undefined),
    };
    for (let count = 0; count < LANE_EVENTS_MAX; count += 1) announcer.announce('1', announcement);
    expect(session.isEnded).toBe(false);

    announcer.announce('1', announcement);

    expect(session.ended).toBe('overflow');
    expect(metrics.limits).toEqual(['gateway_lane']);
  });

  it('reads nothing for an event that nobody asked for', () => {
    const announcer = new Announcer(new SilentLogger(), new SilentMetrics());
    const session = released(new RecordedSession('2', { intents: 1 }));
    const data = jest.fn(() => ({}));

    announcer.announce('1', { name: 'A', intent: 2, audience: () => [session], data });

    expect(data).not.toHaveBeenCalled();
  });
});

describe('ChannelHomes', () => {
  it('remembers a bounded number of channels', async () => {
    const world = new FeedWorld();
    world.users.add('1');
    world.reader.addGuild('100', '1');
    world.reader.addChannel('100', { id: '1000' });
    const homes = new ChannelHomes(world.directory, world.direct, world.memberships);
    expect(await homes.learn('1000')).toEqual({ kind: 'guild', guildId: '100' });
    for (let id = 1; id < CHANNEL_HOMES_MAX; id += 1) homes.remember(`x${id}`, { kind: 'elsewhere' });
    expect(homes.find('1000')).toBeDefined();

    homes.remember('one more', { kind: 'elsewhere' });

    expect(homes.find('1000')).toBeUndefined();
    expect(homes.find('one more')).toEqual({ kind: 'elsewhere' });
  });
});

describe('what a busy guild costs', () => {
  it('is one encoding and no read, whatever the number of sessions', async () => {
    const world = new FeedWorld();
    world.users.add('1');
    world.reader.addGuild('100', '1');
    world.reader.addChannel('100', { id: '1000' });
    const sessions: RecordedSession[] = [];
    for (let id = 10; id < 1_010; id += 1) {
      world.addMember('100', id.toString());
      sessions.push(await world.session(id.toString(), { intents: 1 << 9 }));
    }
    const message = aMessage(1, { channelId: '1000', author: { userId: '10' } });
    world.committed({ type: 'typing.started', channelId: '1000', userId: '10', atMs: 0 });
    await world.settle();
    const reads = ['member', 'members', 'membershipsOf', 'snapshots', 'placeOf'] as const;
    const spies = reads.map((read) => jest.spyOn(world.reader, read));

    world.committed({ type: 'message.created', channelId: '1000', message });
    await world.settle();

    const told = sessions.map((session) => session.told.find(({ t }) => t === 'MESSAGE_CREATE')?.dispatch);
    expect(told).toHaveLength(1_000);
    expect(new Set(told).size).toBe(1);
    expect(told[0]).toBeDefined();
    for (const spy of spies) expect(spy).not.toHaveBeenCalled();
  });

  it('is bounded while it is not known where a channel stands', async () => {
    const world = new FeedWorld();
    world.users.add('1');
    await world.session('1');
    const typing = { type: 'typing.started', channelId: '9999', userId: '1', atMs: 0 } as const;
    for (let count = 0; count < UNPLACED_EVENTS_MAX; count += 1) world.committed(typing);
    expect(world.metrics.limits).toEqual([]);

    world.committed(typing);

    expect(world.metrics.limits).toEqual(['gateway_unplaced_events']);
  });
});
