import { ContactsWorld } from '../../../../test/fakes/contacts-world';
import type { NotificationCreated } from '../../../domain/messaging';
import type { AccountActor } from '../../shared/actor';
import { CleanUpNotifications } from './clean-up-notifications';
import { CountUnreadNotifications } from './count-unread-notifications';
import { ListNotifications } from './list-notifications';
import { MarkAllNotificationsRead } from './mark-all-notifications-read';
import { MarkNotificationRead } from './mark-notification-read';
import { NOTIFICATIONS_PAGE_MAX } from './notification.reader';

function setUp() {
  const world = new ContactsWorld();
  const { notifications, notificationReader: reader, clock } = world;
  const invite = (actor: AccountActor, ...to: readonly AccountActor[]): Promise<void> =>
    world.uow.run(() =>
      world.inbox.tell(
        to.map(({ userId }) => ({
          ...({ kind: 'group_invite', userId, actorId: actor.userId, channelId: '9', channelKind: 'group' } as const),
        })),
      ),
    );
  return {
    ...{ world, invite },
    list: new ListNotifications(reader),
    count: new CountUnreadNotifications(reader),
    markRead: new MarkNotificationRead(notifications, clock),
    markAllRead: new MarkAllNotificationsRead(notifications, clock),
    cleanUp: new CleanUpNotifications(notifications, clock),
  };
}

describe('Inbox', () => {
  it('tells everybody but oneself and those who have blocked one, after the commit', async () => {
    const { world, invite } = setUp();
    const [ann, bob, eve] = [world.person(), world.person(), world.person()];
    await world.blockUser.execute(eve, ann);
    world.uow.events.length = 0;
    await invite(ann, ann, bob, eve);

    const [entry] = world.notifications.ofUser(bob.userId);
    expect(entry).toMatchObject({ kind: 'group_invite', actorId: ann.userId, channelId: '9', isRead: false });
    expect(world.notifications.notifications.size).toBe(1);
    const created: NotificationCreated = { type: 'notification.created', userId: bob.userId, notification: entry };
    expect(world.uow.events).toEqual([created]);
  });

  it('writes nothing for nobody', async () => {
    const { world, invite } = setUp();
    const ann = world.person();
    await invite(ann, ann);
    await invite(ann);

    expect(world.notifications.notifications.size).toBe(0);
  });
});

describe('an inbox', () => {
  it('is listed newest first, page by page, and only one’s own', async () => {
    const { world, invite, list } = setUp();
    const [ann, bob] = [world.person(), world.person()];
    await invite(ann, bob);
    await invite(ann, bob);
    await invite(bob, ann);
    const all = await list.execute(bob);

    expect(all).toEqual(world.notifications.ofUser(bob.userId));
    expect(all).toHaveLength(2);
    expect(await list.execute(bob, { limit: 1 })).toEqual(all.slice(0, 1));
    expect(await list.execute(bob, { before: all[0].id })).toEqual(all.slice(1));
    for (const wrong of [{ limit: 0 }, { limit: NOTIFICATIONS_PAGE_MAX + 1 }, { before: 'x' }]) {
      await expect(list.execute(bob, wrong)).rejects.toMatchObject({ code: 'invalid' });
    }
  });

  it('counts what is unread, marks one or all', async () => {
    const { world, invite, list, count, markRead, markAllRead } = setUp();
    const [ann, bob] = [world.person(), world.person()];
    for (let index = 0; index < 3; index += 1) await invite(ann, bob);
    const [{ id: notificationId }] = await list.execute(bob);
    await markRead.execute(bob, { notificationId });
    await markRead.execute(bob, { notificationId });

    expect(await count.execute(bob)).toBe(2);
    expect(await list.execute(bob, { unreadOnly: true })).toHaveLength(2);
    for (const [actor, id] of [
      [ann, notificationId],
      [bob, '77'],
      [bob, 'x'],
    ] as const) {
      const marked = markRead.execute(actor, { notificationId: id });
      await expect(marked).rejects.toMatchObject({ kind: 'not_found', code: 'unknown_notification' });
    }
    await markAllRead.execute(bob);
    expect(await count.execute(bob)).toBe(0);
  });

  it('forgets what is too old, and stops when it is told to', async () => {
    const { world, invite, list, cleanUp } = setUp();
    const [ann, bob] = [world.person(), world.person()];
    await invite(ann, bob);
    world.clock.advance(91 * 24 * 60 * 60 * 1_000);
    await invite(ann, bob);

    expect(await cleanUp.execute(AbortSignal.abort())).toBe(0);
    expect(await cleanUp.execute(new AbortController().signal)).toBe(1);
    expect(await list.execute(bob)).toHaveLength(1);
  });

  it('keeps so many of one person at most', async () => {
    const { world, invite, cleanUp } = setUp();
    const [ann, bob, eve] = [world.person(), world.person(), world.person()];
    await invite(ann, eve);
    for (let index = 0; index < 1_003; index += 1) await invite(ann, bob);
    const newest = world.notifications.ofUser(bob.userId).slice(0, 1_000);

    expect(await cleanUp.execute(new AbortController().signal)).toBe(3);
    expect(world.notifications.ofUser(bob.userId)).toEqual(newest);
    expect(world.notifications.ofUser(eve.userId)).toHaveLength(1);
  });
});
