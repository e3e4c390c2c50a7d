import { aMessage } from '../../../../test/builders/messages';
import {
  ConversationWorld,
  NamingConversationEncoder,
  type RecordingPersonalSession,
} from '../../../../test/fakes/conversations';
import { settled } from '../../../../test/fakes/timers';
import type { MessageCreated, MessageUpdated, TypingStarted } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';
import { LANE_EVENTS_MAX } from '../event-lanes';
import { PERSONAL_SESSIONS_MAX } from './personal-sessions';
import { READING_TOLD_MEMBERS_MAX } from './conversation-events';

const DIRECT = '100';
const GROUP = '200';
const ROOM = '300';
const [ann, bob, cid] = ['1', '2', '3'] as const;

const said = (channelId: Id, seq: number): MessageCreated => ({
  ...{ type: 'message.created', channelId, message: aMessage(seq, { channelId }) },
});
const typing = (channelId: Id, userId: Id): TypingStarted => ({ type: 'typing.started', channelId, userId, atMs: 0 });

function setUp() {
  const world = new ConversationWorld();
  world.direct(DIRECT, ann, bob);
  world.group(GROUP, ann, bob);
  world.kinds.kinds.set(ROOM, 'room');
  const im = new NamingConversationEncoder('im');
  const chat = new NamingConversationEncoder('chat', (_event, { userId }) => (userId === ann ? 'own' : 'other'));
  world.feed.register(im, 'im');
  world.feed.register(chat, 'chat');
  return { world, im, chat };
}

/** Everything that can be told now is told. */
async function told(world: ConversationWorld): Promise<void> {
  await settled();
  world.timers.endTick();
}

const textsOf = (...sessions: readonly RecordingPersonalSession[]): string[][] => sessions.map(({ texts }) => texts);

describe('ConversationFeed', () => {
  it('tells everybody who takes part, each in the own form, encoded once', async () => {
    const { world, im, chat } = setUp();
    const sessions = [world.session(ann), world.session(ann, 'chat'), world.session(bob), world.session(bob, 'chat')];
    const outsider = world.session(cid);

    world.bus.publish(said(DIRECT, 1));
    world.bus.publish(said(GROUP, 1));
    await told(world);

    expect(textsOf(...sessions, outsider)).toEqual([
      ['#1', '#1'],
      ['own:#1', 'own:#1'],
      ['#1', '#1'],
      ['other:#1', 'other:#1'],
      [],
    ]);
    expect([im.encoded, chat.encoded.toSorted()]).toEqual([
      ['#1', '#1'],
      ['other:#1', 'other:#1', 'own:#1', 'own:#1'],
    ]);
    expect(world.metrics.deliveries.filter(({ dialect }) => dialect === 'im')).toEqual([
      { dialect: 'im', count: 2 },
      { dialect: 'im', count: 2 },
    ]);
  });

  it('joins the frames of a tick and shares the batch among those who get the same', async () => {
    const { world } = setUp();
    const [one, other, both] = [world.session(ann), world.session(ann), world.session(bob)];

    for (const seq of [1, 2, 3]) world.bus.publish(said(DIRECT, seq));
    await told(world);

    expect(one.texts).toEqual(['#1', '#2', '#3']);
    expect(one.batches).toHaveLength(1);
    expect([other.batches[0], both.batches[0]]).toEqual([one.batches[0], one.batches[0]]);
    expect(other.batches[0]).toBe(one.batches[0]);
  });

  it('keeps the order of a channel when an earlier event takes longer to encode', async () => {
    const { world, im } = setUp();
    const session = world.session(ann);
    let release: (() => void) | undefined;
    im.before = (event) =>
      event.type === 'message.created' && event.channelId === DIRECT && event.message.seq === 1
        ? new Promise((resolve) => {
            release = resolve;
          })
        : undefined;

    world.bus.publish(said(DIRECT, 1));
    world.bus.publish(said(DIRECT, 2));
    world.bus.publish(said(GROUP, 7));
    await told(world);
    expect(session.texts).toEqual(['#7']);

    release?.();
    await told(world);
    expect(session.texts).toEqual(['#7', '#1', '#2']);
  });

  it('costs nothing without sessions, and nothing but a look in memory for channels that are elsewhere', async () => {
    const { world, im } = setUp();
    world.bus.publish(said(DIRECT, 1));
    await told(world);
    expect([world.kinds.reads, im.encoded]).toEqual([0, []]);

    world.session(ann);
    for (const seq of [1, 2, 3]) {
      world.bus.publish(said(ROOM, seq));
      await told(world);
    }
    expect([world.kinds.reads, im.encoded]).toEqual([1, []]);
  });

  it('tells a session what happens while it is here, and nothing else', async () => {
    const { world, im } = setUp();
    const first = world.session(ann);
    let release: (() => void) | undefined;
    im.before = () =>
      new Promise((resolve) => {
        release = resolve;
      });
    world.bus.publish(said(DIRECT, 1));
    await settled();
    const second = world.session(ann);
    first.leave();
    release?.();
    im.before = () => undefined;
    world.bus.publish(said(DIRECT, 2));
    await told(world);

    expect(textsOf(first, second)).toEqual([[], ['#2']]);
    second.leave();
    expect(world.feed.isIdle).toBe(true);
  });

  it('ends the oldest of too many sessions of one person', () => {
    const { world } = setUp();
    const sessions = Array.from({ length: PERSONAL_SESSIONS_MAX + 1 }, () => world.session(ann));

    expect(sessions[0]?.ends).toEqual(['overflow']);
    expect(sessions.slice(1).flatMap(({ ends }) => ends)).toEqual([]);
    expect(world.feed.sessionsOf(ann)).toHaveLength(PERSONAL_SESSIONS_MAX);
    expect(world.metrics.limits).toEqual(['personal_sessions']);
  });

  it('ends who would miss something, when more waits than is kept', async () => {
    const { world, im } = setUp();
    const [concerned, other] = [world.session(bob), world.session(cid)];
    im.before = () => new Promise(() => undefined);
    for (let seq = 1; seq <= LANE_EVENTS_MAX + 1; seq += 1) world.bus.publish(said(DIRECT, seq));
    await settled();

    expect([concerned.ends, other.ends]).toEqual([['overflow'], []]);
  });

  it('goes on after an event that could not be encoded, and tells it in the other forms', async () => {
    const { world, im } = setUp();
    const sessions = [world.session(ann), world.session(ann, 'chat')];
    im.before = (event) => (event.type === 'message.created' && event.message.seq === 1 ? fail() : undefined);
    world.bus.publish(said(DIRECT, 1));
    world.bus.publish(said(DIRECT, 2));
    await told(world);

    expect(textsOf(...sessions)).toEqual([['#2'], ['own:#1', 'own:#2']]);
    expect(world.logger.problems).toHaveLength(1);
  });
});

const fail = (): Promise<void> => Promise.reject(new Error('unreadable'));

describe('who is told', () => {
  it('is not the one who writes', async () => {
    const { world } = setUp();
    const sessions = [world.session(ann), world.session(bob), world.session(cid)];
    world.bus.publish(typing(DIRECT, ann));
    world.bus.publish(typing(GROUP, bob));
    await told(world);

    expect(textsOf(...sessions)).toEqual([['typing.started'], ['typing.started'], []]);
  });

  it('is only the reader of a large group, on all devices', async () => {
    const { world } = setUp();
    world.group('201', ann, bob, ...Array.from({ length: READING_TOLD_MEMBERS_MAX }, (_, index) => `${index + 10}`));
    const sessions = [world.session(ann), world.session(ann), world.session(bob)];
    for (const channelId of [GROUP, '201']) {
      world.bus.publish({ ...{ type: 'channel.read', channelId }, ...{ userId: ann, messageId: '5', seq: 1 } });
    }
    await told(world);

    expect(sessions.map(({ texts }) => texts.length)).toEqual([2, 2, 1]);
  });

  it('is only the reader of a room, also when it is known that rooms tell everything else', async () => {
    const { world } = setUp();
    const sessions = [world.session(ann), world.session(ann), world.session(bob)];
    world.bus.publish(said(ROOM, 1));
    await told(world);
    for (const messageId of ['5', '6']) {
      world.bus.publish({ ...{ type: 'channel.read', channelId: ROOM }, ...{ userId: ann, messageId, seq: 1 } });
    }
    await told(world);

    expect(textsOf(...sessions)).toEqual([['channel.read', 'channel.read'], ['channel.read', 'channel.read'], []]);
    expect(world.kinds.reads).toBe(1);
  });

  it('is only the reader when one of the two has blocked the other', async () => {
    const { world } = setUp();
    await world.uow.run(() => world.blockings.add(bob, ann, 0));
    const sessions = [world.session(ann), world.session(bob)];
    for (const userId of [ann, bob]) {
      world.bus.publish({ ...{ type: 'channel.read', channelId: DIRECT }, ...{ userId, messageId: '5', seq: 1 } });
    }
    await told(world);

    expect(sessions.map(({ texts }) => texts.length)).toEqual([1, 1]);
  });

  it('is one person when something concerns nobody else', async () => {
    const { world } = setUp();
    const sessions = [world.session(ann), world.session(bob)];
    world.bus.publish({ ...{ type: 'ephemeral_message.changed', channelId: GROUP }, ...{ userId: bob, message: 0 } });
    world.bus.publish({ ...{ type: 'notification.created', userId: ann, notification: {} } });
    await told(world);

    expect(textsOf(...sessions)).toEqual([['notification.created'], ['ephemeral_message.changed']]);
  });

  it.each<[string, object, number[]]>([
    ['group.updated', {}, [1, 1, 0]],
    ['group.created', { memberIds: [ann, cid] }, [1, 0, 1]],
    ['group.dissolved', { memberIds: [bob, cid] }, [0, 1, 1]],
    ['group.member_removed', { userId: cid }, [1, 1, 1]],
    ['group.invited', { userId: cid }, [0, 0, 1]],
    ['group.join_requested', { userId: cid, group: { id: GROUP, joinMode: 'approval' } }, [0, 1, 0]],
  ])('follows from what happened to a group: %s', async (type, more, counts) => {
    const { world } = setUp();
    world.staff.groups.set(GROUP, [{ userId: bob, role: 'admin' }]);
    const sessions = [world.session(ann), world.session(bob), world.session(cid)];
    world.bus.publish({ ...{ type, channelId: GROUP }, ...more });
    await told(world);

    expect(sessions.map(({ texts }) => texts.length)).toEqual(counts);
  });

  it('leaves out who came after a message that is changed', async () => {
    const { world } = setUp();
    const sessions = [world.session(ann), world.session(bob)];
    for (const seq of [0, 1]) {
      const message = aMessage(seq, { channelId: GROUP });
      const updated: MessageUpdated = { type: 'message.updated', channelId: GROUP, message, headSeq: 1 };
      world.bus.publish(updated);
      world.bus.publish({ ...{ type: 'message.recalled', channelId: GROUP }, ...{ messageId: message.id, seq } });
    }
    await told(world);

    expect(sessions.map(({ texts }) => texts.length)).toEqual([4, 2]);
  });

  it('is as it was when something happened, although it is read later', async () => {
    const { world } = setUp();
    const sessions = [world.session(ann), world.session(bob), world.session(cid)];
    let release: (() => void) | undefined;
    world.members.before = () =>
      new Promise((resolve) => {
        const before = release;
        release = () => {
          before?.();
          resolve();
        };
      });
    world.bus.publish(said(GROUP, 1));
    world.bus.publish({ ...{ type: 'group.member_added', channelId: GROUP, member: { userId: cid } } });
    world.bus.publish(said(GROUP, 2));
    world.bus.publish({ ...{ type: 'group.member_removed', channelId: GROUP, userId: bob } });
    world.bus.publish(said(GROUP, 3));
    world.group(GROUP, ann, cid);
    await settled();
    release?.();
    await told(world);

    const [added, removed] = ['group.member_added', 'group.member_removed'];
    expect(textsOf(...sessions)).toEqual([
      ['#1', added, '#2', removed, '#3'],
      ['#1', added, '#2', removed],
      [added, '#2', removed, '#3'],
    ]);
  });
});
