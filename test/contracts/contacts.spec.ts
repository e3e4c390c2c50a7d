import { AcceptFriend } from '../../src/application/messaging/contacts/accept-friend';
import { BlockUser } from '../../src/application/messaging/contacts/block-user';
import { Friendships } from '../../src/application/messaging/contacts/friendships';
import { RequestFriend } from '../../src/application/messaging/contacts/request-friend';
import { Inbox } from '../../src/application/messaging/notifications/inbox';
import type { AccountActor } from '../../src/application/shared/actor';
import { type Friendship, NO_FRIENDS, type Notification, pairOf } from '../../src/domain/messaging';
import {
  TypeOrmDirectChannelReader,
  TypeOrmDirectChannelRepository,
} from '../../src/infrastructure/persistence/messaging/typeorm-direct-channels';
import { TypeOrmContactReader } from '../../src/infrastructure/persistence/realtime/typeorm-contact.reader';
import { type Id, idTimeMs } from '../../src/shared/ids';
import { type ContactStorage, databaseContactStorage, fakeContactStorage } from '../builders/contact-storage';
import { ManualClock, SequentialIds } from '../fakes/rooms-platform';
import { describeWithPostgres } from '../support/database';

const REQUESTED_MS = 1_000;

const aRequest = (requesterId: Id, recipientId: Id): Friendship => ({
  ...{ userIds: pairOf(requesterId, recipientId), requesterId, requestedAtMs: REQUESTED_MS, remarks: {} },
});

describe.each([
  ['fake', fakeContactStorage],
  ['TypeORM', databaseContactStorage],
])('contacts (%s)', (_name, open) => {
  let storage: ContactStorage;
  beforeAll(async () => {
    storage = await open();
  });
  afterAll(() => storage?.close());

  const save = (friendship: Friendship) => storage.uow.run(() => storage.friendships.save(friendship));
  const find = (one: Id, other: Id) => storage.uow.run(() => storage.friendships.lock(one, other));

  describe('FriendshipRepository, FriendReader and Acquaintances', () => {
    it('keep one row for two', async () => {
      const [one, other] = await storage.addUsers(2);
      const request = aRequest(other, one);
      await save(request);

      expect(await find(other, one)).toEqual(request);
      expect(await storage.acquaintances.exist(one, other)).toBe(false);
      const friends = { ...request, befriendedAtMs: 2_000, remarks: { [one]: '老王', [other]: 'x' } };
      await save(friends);
      expect(await find(one, other)).toEqual(friends);
      expect(await storage.acquaintances.exist(other, one)).toBe(true);
      await storage.uow.run(() => storage.friendships.delete(friends.userIds));
      expect(await find(one, other)).toBeUndefined();
      expect(await storage.acquaintances.exist(one, other)).toBe(false);
    });

    it('list and count what somebody has', async () => {
      const [before, me, friend, asked, asking] = await storage.addUsers(5);
      await save({ ...aRequest(me, before), befriendedAtMs: 2_000, remarks: { [me]: 'mine', [before]: 'theirs' } });
      await save({ ...aRequest(friend, me), befriendedAtMs: 3_000 });
      await save(aRequest(me, asked));
      await save(aRequest(asking, me));
      await save(aRequest(asked, asking));
      const requestedAtMs = REQUESTED_MS;
      const views = [
        { userId: before, relation: 'friend', remark: 'mine', requestedAtMs, befriendedAtMs: 2_000 },
        { userId: friend, relation: 'friend', requestedAtMs, befriendedAtMs: 3_000 },
        { userId: asked, relation: 'outgoing', requestedAtMs },
        { userId: asking, relation: 'incoming', requestedAtMs },
      ];

      expect(await storage.friends.list(me, { limit: 10 })).toEqual(views);
      expect(await storage.friends.list(me, { limit: 2, after: before })).toEqual(views.slice(1, 3));
      expect(await storage.friends.list(me, { limit: 10, relation: 'incoming' })).toEqual(views.slice(3));
      const counts = await storage.friendships.counts([me, before, '77']);
      expect(counts.get(me)).toEqual({ friend: 2, incoming: 1, outgoing: 1 });
      expect(counts.get(before)).toEqual({ friend: 1, incoming: 0, outgoing: 0 });
      expect(counts.get('77')).toEqual(NO_FRIENDS);
      await storage.uow.run(() => storage.friendships.deleteAllOf(me));
      expect(await storage.friends.list(me, { limit: 10 })).toEqual([]);
      expect(await storage.friends.list(asking, { limit: 10 })).toMatchObject([
        { userId: asked, relation: 'incoming' },
      ]);
    });

    it('know who is in a group together', async () => {
      const [one, other, former] = await storage.addUsers(3);
      await storage.addGroup([one, other]);
      await storage.addGroup([one, former], true);

      expect(await storage.acquaintances.exist(other, one)).toBe(true);
      expect(await storage.acquaintances.exist(one, former)).toBe(false);
    });
  });

  describe('BlockRepository', () => {
    it('keeps who blocks whom', async () => {
      const { blocks, uow } = storage;
      const [one, other, third] = await storage.addUsers(3);
      const add = (blocker: Id, blocked: Id) => uow.run(() => blocks.add(blocker, blocked, 5_000));

      expect(await blocks.between(one, other)).toEqual({ blockerIds: [] });
      expect([await add(one, other), await add(one, other), await add(one, third)]).toEqual([true, false, true]);
      expect(await blocks.between(other, one)).toEqual({ blockerIds: [one] });
      expect(await blocks.count(one)).toBe(2);
      await add(other, one);
      expect(new Set((await blocks.between(other, one)).blockerIds)).toEqual(new Set([one, other]));
      expect(await blocks.blockersAmong(other, [one, third])).toEqual(new Set([one]));
      expect(await blocks.blockersAmong(other, [])).toEqual(new Set());
      const [first, second] = [
        { userId: other, blockedAtMs: 5_000 },
        { userId: third, blockedAtMs: 5_000 },
      ];
      expect(await blocks.list(one, undefined, 10)).toEqual([first, second]);
      expect(await blocks.list(one, other, 10)).toEqual([second]);
      expect(await blocks.list(one, undefined, 1)).toEqual([first]);
      const remove = () => uow.run(() => blocks.remove(one, other));
      expect([await remove(), await remove()]).toEqual([true, false]);
      expect(await blocks.between(one, other)).toEqual({ blockerIds: [other] });
      await uow.run(() => blocks.removeAllOf(one));
      expect([await blocks.count(one), await blocks.count(other)]).toEqual([0, 0]);
    });
  });

  describe('NotificationRepository and NotificationReader', () => {
    const entryFor = (userId: Id, changes: Partial<Notification> = {}): Notification => {
      const id = storage.nextId();
      return {
        ...{ id, userId, kind: 'friend_request', actorId: '5', createdAtMs: idTimeMs(id), isRead: false, ...changes },
      };
    };
    const insert = (...entries: Notification[]) => storage.uow.run(() => storage.notifications.insertAll(entries));

    it('keep, list, count and mark', async () => {
      const { notifications, inboxes } = storage;
      const [me, other] = await storage.addUsers(2);
      const entries = [
        entryFor(me),
        entryFor(me, { kind: 'mention', channelId: '8', channelKind: 'group', messageId: '9' }),
        entryFor(me, { kind: 'group_invite', channelId: '8', channelKind: 'group' }),
      ];
      await insert(...entries, entryFor(other));
      const [first, second, third] = entries;

      expect(await inboxes.list(me, { limit: 10 })).toEqual([third, second, first]);
      expect(await inboxes.list(me, { limit: 1, before: third.id })).toEqual([second]);
      expect(await notifications.markRead(other, second.id, 1_000)).toBe(false);
      expect(await notifications.markRead(me, second.id, 1_000)).toBe(true);
      expect(await notifications.markRead(me, second.id, 2_000)).toBe(true);
      expect(await inboxes.list(me, { limit: 10, unreadOnly: true })).toEqual([third, first]);
      expect([await inboxes.countUnread(me), await inboxes.countUnread(other)]).toEqual([2, 1]);
      await notifications.markAllRead(me, 1_000);
      expect([await inboxes.countUnread(me), await inboxes.countUnread(other)]).toEqual([0, 1]);
      await storage.uow.run(() => notifications.removeAllOf(me));
      expect(await inboxes.list(me, { limit: 10 })).toEqual([]);
      expect(await inboxes.countUnread(other)).toBe(1);
    });

    it('take back what no longer holds', async () => {
      const [me] = await storage.addUsers(1);
      const here = { kind: 'group_invite', channelId: '8', channelKind: 'group' } as const;
      const kept = [entryFor(me), entryFor(me, { ...here, actorId: '6' }), entryFor(me, { ...here, channelId: '7' })];
      await insert(...kept, entryFor(me, here));
      const withdraw = (changes: object) =>
        storage.uow.run(() => storage.notifications.withdraw({ userIds: [me], kind: 'group_invite', ...changes }));

      await withdraw({ actorId: '5', channelId: '8' });
      expect(await storage.inboxes.list(me, { limit: 10 })).toEqual(kept.toReversed());
      await withdraw({ channelId: '7' });
      expect(await storage.inboxes.list(me, { limit: 10 })).toEqual([kept[1], kept[0]]);
      await withdraw({ actorId: '5' });
      expect(await storage.inboxes.list(me, { limit: 10 })).toEqual([kept[1], kept[0]]);
      await withdraw({});
      expect(await storage.inboxes.list(me, { limit: 10 })).toEqual([kept[0]]);
    });

    it('remove what is old, and what is too much of one person', async () => {
      const { notifications, inboxes } = storage;
      const [me, other] = await storage.addUsers(2);
      const entries = Array.from({ length: 6 }, () => entryFor(me));
      await insert(...entries, entryFor(other), entryFor(other));
      const oldest = entries[2].id;

      // What earlier tests have left is older still.
      while ((await notifications.removeOld(oldest, 1)) > 0);
      expect(await inboxes.list(me, { limit: 10 })).toEqual(entries.slice(2).toReversed());
      expect([await notifications.removeSurplus(2, 1), await notifications.removeSurplus(2, 10)]).toEqual([1, 1]);
      expect(await notifications.removeSurplus(2, 10)).toBe(0);
      expect(await inboxes.list(me, { limit: 10 })).toEqual(entries.slice(4).toReversed());
      expect(await inboxes.countUnread(other)).toBe(2);
    });
  });

  it('are changed only in a unit of work', async () => {
    const [one, other] = await storage.addUsers(2);

    await expect(storage.friendships.lock(one, other)).rejects.toThrow('unit of work');
    await expect(storage.blocks.add(one, other, 0)).rejects.toThrow('unit of work');
    await expect(storage.notifications.insertAll([])).rejects.toThrow('unit of work');
  });
});

describe('TypeOrmContactReader', () => {
  it('shows whether somebody is here to nobody behind a block, but to those of a group', async () => {
    const storage = await databaseContactStorage();
    try {
      const { uow, blocks, context } = storage;
      const [me, friend, blocking, blocked] = await storage.addUsers(4);
      const channels = new TypeOrmDirectChannelRepository(context, new TypeOrmDirectChannelReader(context));
      for (const other of [friend, blocking, blocked]) {
        const channel = { id: storage.nextId(), recipientIds: pairOf(me, other) };
        await uow.run(() => channels.ensure(channel, 1_000));
      }
      await storage.addGroup([me, blocked]);
      await uow.run(() => blocks.add(blocking, me, 0));
      await uow.run(() => blocks.add(me, blocked, 0));
      const reader = new TypeOrmContactReader(context);

      expect((await reader.conversationsOf(me)).directUserIds).toEqual([friend]);
      expect((await reader.conversationsOf(me)).groupIds).toHaveLength(1);
      expect((await reader.conversationsOf(blocked)).directUserIds).toEqual([]);
      expect((await reader.conversationsOf(friend)).directUserIds).toEqual([me]);
    } finally {
      await storage.close();
    }
  });
});

describeWithPostgres('contacts with real concurrency', () => {
  it('makes one friendship of two who ask each other at once, and none over a block', async () => {
    const storage = await databaseContactStorage();
    try {
      const { uow, users, blocks, notifications } = storage;
      const clock = new ManualClock();
      const inbox = new Inbox(notifications, blocks, new SequentialIds(clock), uow);
      const friendships = new Friendships(storage.friendships, inbox);
      const requestFriend = new RequestFriend(users, blocks, friendships, uow, clock);
      const acceptFriend = new AcceptFriend(friendships, uow, clock);
      const blockUser = new BlockUser(users, blocks, friendships, uow, clock);
      for (let round = 0; round < 10; round += 1) {
        const [ann, bob, eve] = (await storage.addUsers(3)).map((userId): AccountActor => ({
          kind: 'account',
          userId,
        }));
        const asked = await Promise.allSettled([
          ...[requestFriend.execute(ann, bob), requestFriend.execute(bob, ann)],
          ...[requestFriend.execute(ann, bob), requestFriend.execute(bob, ann)],
        ]);
        const results = asked.map((one) =>
          one.status === 'fulfilled' ? one.value : (one.reason as { code: unknown }).code,
        );

        // One asks, the other’s request is the yes; whatever comes besides is refused.
        expect(results.filter((result) => result === 'outgoing')).toHaveLength(1);
        expect(results.filter((result) => result === 'friend')).toHaveLength(1);
        expect(await storage.friends.list(ann.userId, { limit: 10 })).toMatchObject([{ relation: 'friend' }]);
        const told = [...(await inboxOf(storage, ann)), ...(await inboxOf(storage, bob))];
        expect(told).toEqual(['friend_accepted']);

        await requestFriend.execute(eve, ann);
        await Promise.allSettled([acceptFriend.execute(ann, eve), blockUser.execute(eve, ann)]);
        expect(await storage.friends.list(eve.userId, { limit: 10 })).toEqual([]);
      }
    } finally {
      await storage.close();
    }
  });
});

const inboxOf = async (storage: ContactStorage, { userId }: AccountActor): Promise<string[]> =>
  (await storage.inboxes.list(userId, { limit: 10 })).map(({ kind }) => kind);
