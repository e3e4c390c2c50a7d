import { ConversationWorld, NamingConversationEncoder } from '../../../../test/fakes/conversations';
import { FakeUserDirectory } from '../../../../test/fakes/direct-channels';
import { settled } from '../../../../test/fakes/timers';
import type { Id } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import type { ConversationEvent } from '../conversation-feed/conversation-event';
import { ONLINE, type PresentSession } from '../guild-audience/presences';
import { ListOnlineContacts } from './list-online-contacts';
import { ListOnlineUsers, ONLINE_USERS_PAGE_MAX } from './list-online-users';
import { PRESENCES_READ_MAX, ReadPresences } from './read-presences';

const [ann, bob, cid, dan] = ['1', '2', '3', '10'] as const;
const actor: AccountActor = { kind: 'account', userId: ann };
const SECOND_MS = 1_000;

const nameOf = (event: ConversationEvent): string =>
  event.type === 'presence.changed' ? `${event.userId} ${event.status}` : event.type;

function setUp() {
  const world = new ConversationWorld();
  world.direct('100', ann, bob);
  world.group('200', ann, cid);
  world.feed.register(new NamingConversationEncoder('im', undefined, nameOf), 'im');
  const { presences, lastSeen, contacts } = world;
  const users = new FakeUserDirectory();
  for (const userId of [ann, bob, cid, dan]) users.add(userId);
  return {
    world,
    contacts: new ListOnlineContacts(contacts, presences),
    online: new ListOnlineUsers(presences, users),
    read: new ReadPresences(presences, lastSeen, world.timers.clock),
  };
}

/** A socket that shows its owner to be here. */
const socketOf = (userId: Id): PresentSession => ({ identity: { userId, actor: {} }, isAttached: true });

function come(world: ConversationWorld, ...userIds: readonly Id[]): PresentSession[] {
  const sockets = userIds.map(socketOf);
  for (const socket of sockets) world.presences.begin(socket);
  return sockets;
}

async function told(world: ConversationWorld): Promise<void> {
  await settled();
  world.timers.endTick();
}

describe('presence', () => {
  it('is told to those who share a conversation, once for all connections of a person', async () => {
    const { world } = setUp();
    const [own, direct, inGroup, stranger] = [ann, bob, cid, dan].map((userId) => world.session(userId));
    const [one, other] = come(world, ann, ann);
    for (const socket of [one, other]) world.presences.update(socket, { ...ONLINE, status: 'idle' });
    world.presences.update(one, ONLINE);
    world.presences.end(one);
    world.presences.end(other);
    await told(world);

    const changes = [`${ann} online`, `${ann} idle`, `${ann} online`, `${ann} idle`, `${ann} offline`];
    expect([direct.texts, inGroup.texts]).toEqual([changes, changes]);
    expect([own.texts, stranger.texts]).toEqual([[], []]);
  });

  it('is kept once, when others see somebody go', async () => {
    const { world, read } = setUp();
    const [one, other] = come(world, ann, ann);
    world.timers.pass(SECOND_MS);
    const nowMs = world.timers.clock.nowMs();
    expect(await read.execute(actor, [ann, bob])).toEqual(
      new Map([
        [ann, { status: 'online', lastSeenMs: nowMs }],
        [bob, { status: 'offline' }],
      ]),
    );
    world.presences.end(one);
    expect(world.lastSeen.writes).toBe(0);
    world.presences.end(other);
    world.timers.pass(SECOND_MS);

    expect(world.lastSeen.writes).toBe(1);
    expect(await read.execute(actor, [ann])).toEqual(new Map([[ann, { status: 'offline', lastSeenMs: nowMs }]]));
  });

  it('is kept of everybody when the server stops, without being told', async () => {
    const { world } = setUp();
    const session = world.session(bob);
    const [socket] = come(world, ann, cid);
    await told(world);
    world.news.beginStopping();
    world.presences.end(socket);
    await world.news.stop();
    await told(world);

    expect([session.texts, [...world.lastSeen.times.keys()]]).toEqual([[`${ann} online`], [ann, cid]]);
    expect(world.lastSeen.flushes).toBe(1);
  });

  it('is no reason to stop when it cannot be kept', async () => {
    const { world } = setUp();
    world.lastSeen.keep = () => Promise.reject(new Error('no database'));
    const [socket] = come(world, ann);
    world.presences.end(socket);
    await settled();

    expect(world.logger.problems).toEqual(['when somebody was last here could not be kept']);
  });
});

describe('ListOnlineContacts', () => {
  it('has those who share a conversation and are here', async () => {
    const { world, contacts } = setUp();
    const [, away] = come(world, ann, bob, dan);
    world.presences.update(away, { ...ONLINE, status: 'idle' });
    expect(await contacts.execute(actor)).toEqual([{ userId: bob, status: 'idle' }]);

    come(world, cid);
    world.presences.update(away, { ...ONLINE, status: 'invisible' });
    expect(await contacts.execute(actor)).toEqual([{ userId: cid, status: 'online' }]);
  });
});

describe('ListOnlineUsers', () => {
  it('has everybody who is here, page by page', async () => {
    const { world, online } = setUp();
    const [hidden] = come(world, cid, dan, bob, ann);
    world.presences.update(hidden, { ...ONLINE, status: 'invisible' });
    const page = async (limit: number, after?: Id) => {
      const { count, users } = await online.execute(actor, { limit, after });
      return [count, users.map(({ id }) => id)];
    };

    expect(await page(2)).toEqual([3, [ann, bob]]);
    expect(await page(2, bob)).toEqual([3, [dan]]);
    expect(await page(0)).toEqual([3, []]);
  });

  it.each([-1, 1.5, ONLINE_USERS_PAGE_MAX + 1])('refuses a limit of %p', async (limit) => {
    await expect(setUp().online.execute(actor, { limit })).rejects.toMatchObject({ details: { field: 'limit' } });
  });
});

describe('ReadPresences', () => {
  it('refuses to look for too many at once', async () => {
    const userIds = Array.from({ length: PRESENCES_READ_MAX + 1 }, (_, index) => String(index + 1));

    await expect(setUp().read.execute(actor, userIds)).rejects.toMatchObject({ code: 'invalid' });
  });
});
