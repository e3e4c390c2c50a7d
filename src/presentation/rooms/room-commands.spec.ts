import { aMessage, anAuthor, idOfSeq } from '../../../test/builders/messages';
import { aVisitor } from '../../../test/builders/rooms-room';
import { FakeAttachmentRegistry, FakeUploadedFiles } from '../../../test/fakes/files';
import {
  fakeComposer,
  fakeNotices,
  FakeMessageRepository,
  FakeMessageWriter,
  OneChannelPolicy,
} from '../../../test/fakes/messaging';
import { SilentMetrics } from '../../../test/fakes/rooms-log';
import { FakeRoomSession } from '../../../test/fakes/sessions';
import { LiveWorld } from '../../../test/fakes/sessions-world';
import { DeleteMessage, MessageRemoval, ReadHistory, SendMessage } from '../../application/messaging';
import { BanVisitor } from '../../application/rooms/ban-visitor';
import { KickVisitor } from '../../application/rooms/kick-visitor';
import { ModerationAccess } from '../../application/rooms/moderation-access';
import { MuteVisitor } from '../../application/rooms/mute-visitor';
import { SanctionWriter } from '../../application/rooms/sanction-writer';
import { SignalRoom } from '../../application/rooms/signal-room';
import { UnbanVisitor } from '../../application/rooms/unban-visitor';
import { UnmuteVisitor } from '../../application/rooms/unmute-visitor';
import { RoomCommands, type RoomMember } from './room-commands';

type CommandName = Exclude<keyof RoomCommands, 'send'>;

/** A room with a member, an admin and an account inside, and the commands on fakes of every port. */
function setUp() {
  const world = new LiveWorld();
  const room = world.room({ adminUserIds: ['boss'] });
  const { uow, clock, reader, sanctions, guests, live, hub } = world;
  const member = (userKey: string, more = {}): RoomMember => {
    const visitor = aVisitor(userKey, more);
    live.join(room, visitor, new FakeRoomSession());
    return { roomId: room.id, visitor };
  };
  const policies = new OneChannelPolicy(world.policy);
  const access = new ModerationAccess(world.rooms);
  const writer = new SanctionWriter(sanctions, guests, world.memberships, uow, clock);
  const messageWriter = new FakeMessageWriter(reader.messages, world.ids, world.bus);
  const repository = new FakeMessageRepository(reader.messages, uow);
  const attachments = new FakeAttachmentRegistry(clock, uow);
  const commands = new RoomCommands(
    new SendMessage(
      ...([policies, fakeComposer(), messageWriter, new SilentMetrics()] as const),
      ...([new FakeUploadedFiles(attachments), fakeNotices()] as const),
    ),
    new DeleteMessage(policies, repository, new MessageRemoval(repository, attachments, uow, clock)),
    new ReadHistory(policies, reader),
    new KickVisitor(access, writer, live, world.memberships, uow),
    new BanVisitor(access, writer),
    new UnbanVisitor(access, writer),
    new MuteVisitor(access, writer),
    new UnmuteVisitor(access, writer),
    new SignalRoom(live, hub),
  );
  const people = {
    anna: member('anna', { nickname: 'Anna' }),
    boss: member('boss', { proven: true }),
    account: member('77', { isAccount: true }),
  };
  const bansOf = async (userKey: string) => (await sanctions.of(room.id, userKey)).ban;
  const mutesOf = async (userKey: string) => (await sanctions.of(room.id, userKey)).mute;
  return { world, room, commands, messageWriter, bansOf, mutesOf, ...people };
}

describe('RoomCommands, messages', () => {
  it('sends for a guest under the outside id, and answers with the message', async () => {
    const { commands, anna } = setUp();

    const { committed } = await commands.send(anna, { content: 'hi', nonce: 'n1', more: 'is ignored' });
    const { message, isRepeat } = await committed;

    expect(isRepeat).toBe(false);
    expect(message).toMatchObject({ from: 'anna', nickname: 'Anna', content: 'hi', is_admin: false, nonce: 'n1' });
    const again = await commands.send(anna, { content: 'hi again', nonce: 'n1' });
    expect(await again.committed).toEqual({ message, isRepeat: true });
  });

  it('sends for an account under its own id, for an admin as one, without a nonce when it is null', async () => {
    const { commands, account, boss } = setUp();

    const [byAccount, byBoss] = [
      await (await commands.send(account, { content: 'a', nonce: null })).committed,
      await (await commands.send(boss, { content: 'b' })).committed,
    ];

    expect(byAccount.message).toMatchObject({ from: '77', is_admin: false });
    expect(byAccount.message).not.toHaveProperty('nonce');
    expect(byBoss.message).toMatchObject({ from: 'boss', is_admin: true });
  });

  it.each([
    ['no payload', undefined, 'invalid', 'content'],
    ['a text', 'hi', 'invalid', undefined],
    ['null', null, 'invalid', undefined],
    ['a list', ['hi'], 'invalid', undefined],
    ['no content', {}, 'invalid', 'content'],
    ['a number for content', { content: 5 }, 'invalid', 'content'],
    ['a number for the nonce', { content: 'hi', nonce: 5 }, 'invalid', 'nonce'],
    ['an empty content', { content: '' }, 'empty_message', 'content'],
    ['too long a content', { content: 'x'.repeat(2_001) }, 'too_long', 'content'],
  ])('sends nothing for %s', async (_name, payload, code, field) => {
    const { commands, anna, messageWriter } = setUp();

    await expect(commands.send(anna, payload)).rejects.toMatchObject({ code, ...(field && { details: { field } }) });
    expect(messageWriter.appended).toEqual([]);
  });

  it('deletes by id', async () => {
    const { commands, world, anna, boss } = setUp();
    world.reader.messages.put(aMessage(1, { author: anAuthor('bob') }), aMessage(2, { author: anAuthor('anna') }));

    await expect(commands.delete(anna, { id: idOfSeq(1) })).rejects.toMatchObject({ code: 'forbidden' });
    await commands.delete(anna, { id: idOfSeq(2) });
    await commands.delete(boss, { id: idOfSeq(1) });

    expect(world.reader.messages.of('1000')).toEqual([]);
    for (const id of [undefined, true, 'x', '0', '']) {
      await expect(commands.delete(boss, { id })).rejects.toMatchObject({ code: 'invalid', details: { field: 'id' } });
    }
  });

  it('reads 50 messages of history when no limit is named, oldest first', async () => {
    const { commands, world, anna } = setUp();
    for (let seq = 1; seq <= 120; seq += 1) world.reader.messages.put(aMessage(seq));
    const read = async (payload: unknown) => (await commands.history(anna, payload)).messages.map(({ id }) => id);
    const ids = (first: number, last: number) =>
      Array.from({ length: last - first + 1 }, (_, index) => idOfSeq(first + index));

    expect(await read({})).toEqual(ids(71, 120));
    expect(await read({ before: null, after: null, limit: null })).toEqual(ids(71, 120));
    expect(await read({ before: idOfSeq(71), limit: 100 })).toEqual(ids(1, 70));
    expect(await read({ after: idOfSeq(118), limit: 1 })).toEqual(ids(119, 119));
  });

  it.each([{ limit: 0 }, { limit: 101 }, { limit: 1.5 }, { limit: '5' }, { before: 'x' }, { after: -5 }])(
    'reads no history for %p',
    async (payload) => {
      const { commands, anna } = setUp();

      await expect(commands.history(anna, payload)).rejects.toMatchObject({
        code: 'invalid',
        details: { field: Object.keys(payload)[0] },
      });
    },
  );
});

describe('RoomCommands, moderation', () => {
  it('bans whom it kicks, until unbanned', async () => {
    const { commands, boss, bansOf, world } = setUp();

    await commands.kick(boss, { user_id: 'anna' });
    expect(await bansOf('anna')).toEqual({ userKey: 'anna', createdAtMs: world.clock.nowMs() });
    expect(world.uow.events).toMatchObject([
      { type: 'room.user_removed', userKey: 'anna', how: 'kicked', mayReturn: false },
      { type: 'room.notice' },
    ]);
    await commands.unban(boss, { user_id: 'anna' });
    expect(await bansOf('anna')).toBeUndefined();
  });

  it('bans with a reason and a time, and without', async () => {
    const { commands, boss, bansOf, world } = setUp();
    const nowMs = world.clock.nowMs();

    await commands.ban(boss, { user_id: 'anna', reason: 'spam', duration_seconds: 60 });
    expect(await bansOf('anna')).toEqual({
      ...{ userKey: 'anna', reason: 'spam', createdAtMs: nowMs, expiresAtMs: nowMs + 60_000 },
    });
    await commands.ban(boss, { user_id: 'bob', reason: null, duration_seconds: null });
    expect(await bansOf('bob')).toEqual({ userKey: 'bob', createdAtMs: nowMs });
  });

  it('mutes and unmutes; a reason is not for mutes', async () => {
    const { commands, boss, mutesOf, world } = setUp();
    const nowMs = world.clock.nowMs();

    await commands.mute(boss, { user_id: 'anna', duration_seconds: 5, reason: 'ignored' });
    expect(await mutesOf('anna')).toEqual({ userKey: 'anna', createdAtMs: nowMs, expiresAtMs: nowMs + 5_000 });
    await commands.unmute(boss, { user_id: 'anna' });
    expect(await mutesOf('anna')).toBeUndefined();
  });

  it.each<[CommandName, object]>([
    ['kick', { user_id: 'bob' }],
    ['ban', { user_id: 'bob' }],
    ['unban', { user_id: 'bob' }],
    ['mute', { user_id: 'bob' }],
    ['unmute', { user_id: 'bob' }],
    ['customEvent', { event_type: 'gift', payload: {} }],
  ])('refuses %s to all but admins', async (name, payload) => {
    const { commands, anna, account } = setUp();

    for (const member of [anna, account]) {
      await expect(commands[name](member, payload)).rejects.toMatchObject({ code: 'forbidden' });
    }
  });

  it.each<[CommandName, unknown, string | undefined]>([
    ['kick', {}, 'user_id'],
    ['kick', 'anna', undefined],
    ['ban', { user_id: 5 }, 'user_id'],
    ['ban', { user_id: 'anna', duration_seconds: 0 }, 'duration_seconds'],
    ['ban', { user_id: 'anna', duration_seconds: '60' }, 'duration_seconds'],
    ['ban', { user_id: 'anna', reason: 5 }, 'reason'],
    ['mute', { user_id: 'anna', duration_seconds: 1.5 }, 'duration_seconds'],
    ['mute', { user_id: '' }, 'user_id'],
    ['unban', null, undefined],
    ['customEvent', { payload: {} }, 'event_type'],
  ])('refuses %s with %p', async (name, payload, field) => {
    const { commands, boss } = setUp();

    await expect(commands[name](boss, payload)).rejects.toMatchObject({
      code: 'invalid',
      ...(field !== undefined && { details: { field } }),
    });
  });
});

describe('RoomCommands, signals', () => {
  it('tells of typing whatever the payload says, but not when it is none', async () => {
    const { commands, anna, world, room } = setUp();
    await world.hub.open(room.id);
    const watcher = new FakeRoomSession();
    world.hub.subscribe(room.id, watcher).release({});

    for (const payload of [undefined, null, {}, { user_id: 'bob' }]) await commands.typing(anna, payload);
    await expect(commands.typing(anna, 'text')).rejects.toMatchObject({ code: 'invalid' });
    world.flush();

    expect(watcher.texts).toEqual(Array.from({ length: 4 }, () => 'room.typing anna'));
  });

  it("passes on an admin's event with any JSON, unchanged", async () => {
    const { commands, boss, world, room } = setUp();
    await world.hub.open(room.id);
    const watcher = new FakeRoomSession();
    world.hub.subscribe(room.id, watcher).release({});
    const payloads = [{ a: { b: [1, null, 'x'] } }, 'text', 5, false, null, [{}], undefined];

    for (const payload of payloads) await commands.customEvent(boss, { event_type: 'gift', payload });
    world.flush();

    const told = watcher.batches.flatMap((batch) => batch.frames.map(({ event }) => event));
    expect(told).toEqual(
      payloads.map((payload) => ({
        ...{ type: 'room.custom', channelId: room.id, userKey: 'boss', eventType: 'gift' },
        payload: payload ?? null,
      })),
    );
  });
});
