import * as fc from 'fast-check';
import { aMessage, created, deleted, idOfSeq } from '../../../test/builders/messages';
import { aVisitor } from '../../../test/builders/rooms-room';
import { FakeRoomSession } from '../../../test/fakes/sessions';
import { LiveWorld } from '../../../test/fakes/sessions-world';
import { settled } from '../../../test/fakes/timers';
import type { Room } from '../../domain/rooms';
import type { Id } from '../../shared/ids';
import { MISSED_MESSAGES_MAX, RECENT_MESSAGES } from './enter-room';

function setUp(changes: Partial<Room> = {}) {
  const world = new LiveWorld();
  const room = world.room(changes);
  const say = (...seqs: readonly number[]): void => {
    for (const seq of seqs) world.reader.messages.put(aMessage(seq));
  };
  const enter = async (userKey: string, lastMessageId?: Id) => {
    const session = new FakeRoomSession();
    const admission = await world.admit(userKey);
    const entry = await world.enterRoom.execute({ admission, session, lastMessageId });
    return { session, entry };
  };
  return { world, room, say, enter };
}

const upTo = (last: number, first = 1): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);
const seqsOf = (messages: readonly { readonly seq: number }[]): number[] => messages.map(({ seq }) => seq);

describe('EnterRoom, what a newcomer is told', () => {
  it('tells room, rights and the newest 50 messages, oldest first', async () => {
    const { room, say, enter, world } = setUp();
    say(...upTo(60));

    const { entry } = await enter('anna');

    expect(entry).toMatchObject({ room: { id: room.id }, isAdmin: false, isMuted: false, missed: [], hasMore: true });
    expect(seqsOf(entry.recent)).toEqual(upTo(60, 11));
    expect(world.live.count(room.id)).toBe(1);
  });

  it.each([
    [RECENT_MESSAGES, false],
    [RECENT_MESSAGES + 1, true],
  ])('tells with %i messages whether there are older ones: %p', async (count, hasMore) => {
    const { say, enter } = setUp();
    say(...upTo(count));

    expect((await enter('anna')).entry.hasMore).toBe(hasMore);
  });

  it('tells one who comes back what was missed, beside the newest', async () => {
    const { say, enter } = setUp();
    say(...upTo(10));

    const { entry } = await enter('anna', idOfSeq(7));

    expect([seqsOf(entry.missed), entry.hasMore]).toEqual([[8, 9, 10], false]);
    expect(seqsOf(entry.recent)).toEqual(upTo(10));
  });

  it.each([
    [MISSED_MESSAGES_MAX, false],
    [MISSED_MESSAGES_MAX + 1, true],
  ])('returns at most 500 of %i missed messages and says whether there are more: %p', async (count, hasMore) => {
    const { say, enter } = setUp();
    say(...upTo(count + 1));

    const { entry } = await enter('anna', idOfSeq(1));

    expect(seqsOf(entry.missed)).toEqual(upTo(MISSED_MESSAGES_MAX + 1, 2));
    expect(entry.hasMore).toBe(hasMore);
  });

  it('tells a muted admin both', async () => {
    const { world, room } = setUp();
    await world.sanction('mute', 'boss');
    const admission = world.admissionOf(room, aVisitor('boss', { proven: true }));

    expect((await world.enterAs(admission)).entry).toMatchObject({ isAdmin: true, isMuted: true });
  });

  it('records the stay with those inside, and tells the others but not the newcomer', async () => {
    const { world, room, enter } = setUp();
    const anna = await world.enter('anna');
    world.clock.advance(7);

    const { session: bob, entry } = await enter('bob');
    bob.begin(entry.stay);
    world.flush();

    expect(anna.texts).toEqual(['room.user_joined bob']);
    expect(bob.texts).toEqual([]);
    expect([...world.visits.visits.values()]).toMatchObject([
      { roomId: room.id, userKey: 'anna' },
      { roomId: room.id, userKey: 'bob', joinedAtMs: world.clock.nowMs() },
    ]);
    expect(world.rooms.rooms.get(room.id)).toMatchObject({ totalJoins: 2, peakUsers: 2 });
  });

  it('is one stay on several connections, told once', async () => {
    const { world, room } = setUp();
    const watcher = await world.enter('anna');
    const account = aVisitor('77', { isAccount: true });

    const first = await world.enterAs(world.admissionOf(room, account));
    const second = await world.enterAs(world.admissionOf(room, account));
    world.flush();
    expect(watcher.texts).toEqual(['room.user_joined 77']);
    expect(world.visits.visits.size).toBe(2);

    first.session.leave();
    world.flush();
    expect(watcher.texts).toHaveLength(1);
    second.session.leave();
    world.flush();
    expect(watcher.texts).toEqual(['room.user_joined 77', 'room.user_left 77']);
  });

  it('takes over a guest without the others noticing', async () => {
    const { world } = setUp();
    const watcher = await world.enter('bob');
    const first = await world.enter('anna');
    world.flush();

    const second = await world.enter('anna');
    world.hub.publish(created(1));
    world.flush();

    expect([first.ends, second.ends]).toEqual([['replaced'], []]);
    expect(first.texts).toEqual([]);
    expect(second.texts).toEqual(['#1']);
    expect(watcher.texts).toEqual(['room.user_joined anna', '#1']);
    expect(world.visits.visits.size).toBe(2);
  });
});

describe('EnterRoom, between the state and the events', () => {
  it('registers before it reads: what comes meanwhile is told after the state, once', async () => {
    const { world, say, enter } = setUp();
    say(1);
    world.reader.after = (method) => {
      if (method !== 'page') return;
      say(2);
      world.hub.publish(created(2));
      world.flush();
      world.reader.after = () => undefined;
    };

    const { session, entry } = await enter('anna');
    expect(session.texts).toEqual([]);
    session.begin(entry.stay);

    expect(seqsOf(entry.recent)).toEqual([1]);
    expect(session.texts).toEqual(['#2']);
  });

  it('tells all that came meanwhile to one who is shown no history', async () => {
    const { world, room, say } = setUp();
    say(1);
    const session = new FakeRoomSession();
    const admission = await world.admit('anna');
    const entering = world.enterRoom.execute({ admission, session, withoutHistory: true });
    await settled();
    say(2);
    world.bus.publish(created(2, { channelId: room.id }));
    world.flush();
    const { recent, stay } = await entering;
    stay.begin();

    expect([recent, session.texts]).toEqual([[], ['#2']]);
  });

  it('does not tell again what the state has, whenever it is published', async () => {
    const { world, say, enter } = setUp();
    say(1);
    const { session, entry } = await enter('anna');
    session.begin(entry.stay);

    for (const event of [created(1), created(2)]) world.hub.publish(event);
    world.flush();

    expect(session.texts).toEqual(['#2']);
  });

  it('tells nothing twice when more was missed than is returned and messages come between the two reads', async () => {
    const { world, say, enter } = setUp();
    const last = MISSED_MESSAGES_MAX + 1;
    say(...upTo(last));
    world.reader.after = (method) => {
      if (method !== 'page') return;
      world.reader.after = () => undefined;
      for (const seq of [last + 1, last + 2]) {
        say(seq);
        world.hub.publish(created(seq));
      }
      world.flush();
    };

    const { session, entry } = await enter('anna', idOfSeq(2));
    session.begin(entry.stay);

    expect(seqsOf(entry.recent).at(-1)).toBe(last);
    expect(seqsOf(entry.missed).at(-1)).toBe(last + 1);
    expect(entry.hasMore).toBe(true);
    expect(session.texts).toEqual([`#${last + 2}`]);
  });

  it('tells of a deletion during the read, as the state may still have the message', async () => {
    const { world, say, enter } = setUp();
    say(1, 2);
    world.reader.after = (method) => {
      if (method !== 'page') return;
      world.reader.messages.bury(idOfSeq(1));
      world.hub.publish(deleted(1, 2));
      world.flush();
    };

    const { session, entry } = await enter('anna');
    session.begin(entry.stay);

    expect(seqsOf(entry.recent)).toEqual([1, 2]);
    expect(session.texts).toEqual([`message.deleted ${idOfSeq(1)}`]);
  });

  it('misses nothing and repeats nothing for one who leaves and comes back at any time', async () => {
    const step = fc.constantFrom('say', 'say', 'tell', 'tick', 'leave', 'return');

    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (script) => {
        const { world, enter } = setUp();
        await world.enter('resident');
        const seen: number[] = [];
        let session: FakeRoomSession | undefined;
        let [said, told] = [0, 0];
        const collect = (): void => {
          for (const text of session?.texts ?? []) if (text.startsWith('#')) seen.push(Number(text.slice(1)));
          session?.batches.splice(0);
        };
        const tell = (): void => {
          if (told >= said) return;
          told += 1;
          world.hub.publish(created(told));
        };
        const act: Record<string, () => Promise<void> | void> = {
          say: () => {
            said += 1;
            world.reader.messages.put(aMessage(said));
          },
          tell,
          tick: () => world.flush(),
          leave: () => {
            collect();
            session?.leave();
            session = undefined;
          },
          return: async () => {
            if (session) return;
            const back = await enter('anna', String(seen.length > 0 ? idOfSeq(seen.at(-1) ?? 0) : '1'));
            seen.push(...seqsOf(back.entry.missed));
            session = back.session;
            session.begin(back.entry.stay);
          },
        };
        for (const action of [...script, 'return']) await act[action]?.();
        while (told < said) tell();
        world.flush();
        collect();

        expect(seen).toEqual(upTo(said));
      }),
    );
  });
});

describe('EnterRoom, when it fails', () => {
  const away = (): Promise<never> => Promise.reject(new Error('the database is away'));

  /** What goes wrong between the admission and the end of the entering, and how that shows. */
  const failures: readonly (readonly [string, (world: LiveWorld) => unknown, object])[] = [
    ['the channel cannot be opened', ({ reader }) => (reader.before = away), { message: 'the database is away' }],
    [
      'the session cannot be registered',
      ({ hub }) => {
        hub.subscribe = () => {
          throw new Error('not open');
        };
      },
      { message: 'not open' },
    ],
    [
      'there are no ids',
      ({ ids }) => {
        ids.next = () => {
          throw new Error('no worker number');
        };
      },
      { message: 'no worker number' },
    ],
    ['the stay cannot be recorded', ({ visits }) => (visits.before = away), { message: 'the database is away' }],
    [
      'the room cannot be read again',
      (world) => {
        world.visits.before = () => {
          world.rooms.before = away;
          world.change('1000', {});
        };
      },
      { message: 'the database is away' },
    ],
    [
      'the bans cannot be read again',
      (world) => {
        world.sanctions.before = away;
        world.invalidations.publish('room:1000:user:anna');
      },
      { message: 'the database is away' },
    ],
    [
      'the history cannot be read',
      ({ reader }) => (reader.before = (method) => (method === 'page' ? away() : undefined)),
      { message: 'the database is away' },
    ],
    [
      'the room was closed meanwhile',
      (world) => world.change('1000', { closedAtMs: world.clock.nowMs() }),
      { code: 'room_closed' },
    ],
    ['a ban came meanwhile', (world) => world.sanction('ban', 'anna'), { code: 'banned' }],
    [
      'a ban came while the stay was being recorded',
      (world) => (world.visits.before = () => world.sanction('ban', 'anna')),
      { code: 'banned' },
    ],
  ];

  it.each(failures)('leaves no trace when %s', async (_name, breakIt, problem) => {
    const { world, room } = setUp({ maxMembers: 1 });
    const admission = await world.admit('anna');
    await breakIt(world);
    const session = new FakeRoomSession();

    await expect(world.enterRoom.execute({ admission, session })).rejects.toMatchObject(problem);
    await settled();

    expect(world.live.users(room.id)).toEqual([]);
    expect(world.live.connections).toBe(0);
    expect(world.hub.liveChannelIds).toEqual([]);
    expect(world.timers.running).toBe(0);
    expect(session.texts).toEqual([]);
    expect([...world.visits.visits.values()].filter(({ leftAtMs }) => leftAtMs === undefined)).toEqual([]);
    expect(() => world.live.reserve(room, 'bob').release()).not.toThrow();
  });

  it('tells those inside that one who was told of is gone again', async () => {
    const { world } = setUp();
    const watcher = await world.enter('bob');
    const admission = await world.admit('anna');
    await world.sanction('ban', 'anna');

    await expect(world.enterAs(admission)).rejects.toMatchObject({ code: 'banned' });
    world.flush();

    expect(watcher.texts).toEqual(['room.user_joined anna', 'room.user_left anna']);
  });

  it('ends an entry whose session was put out while the state was read', async () => {
    const { world, room, enter } = setUp();
    let isFirst = true;
    world.reader.after = async (method) => {
      if (method === 'page' && isFirst) await world.ban('anna');
      isFirst &&= method !== 'page';
    };

    const { session, entry } = await enter('anna');
    session.begin(entry.stay);

    expect(session.ends).toEqual(['banned']);
    expect(world.live.users(room.id)).toEqual([]);
    expect(world.hub.liveChannelIds).toEqual([]);
  });

  it('keeps the room for the newer of two connections whose older one fails', async () => {
    const { world, room } = setUp();
    const [first, second] = [await world.admit('anna'), await world.admit('anna')];
    let isFirst = true;
    world.reader.before = (method) => {
      if (method !== 'page' || !isFirst) return undefined;
      isFirst = false;
      return away();
    };

    const [older, newer] = await Promise.allSettled([world.enterAs(first), world.enterAs(second)]);

    expect([older.status, newer.status]).toEqual(['rejected', 'fulfilled']);
    expect(world.live.users(room.id)).toMatchObject([{ userKey: 'anna', connections: 1 }]);
    expect(world.hub.liveChannelIds).toEqual([room.id]);
  });
});
