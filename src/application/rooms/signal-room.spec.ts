import { aVisitor } from '../../../test/builders/rooms-room';
import { RecordingSession } from '../../../test/fakes/realtime';
import { FakeRoomSession } from '../../../test/fakes/sessions';
import { LiveWorld } from '../../../test/fakes/sessions-world';
import { CUSTOM_EVENT_BYTES_MAX, CUSTOM_EVENT_TYPE_MAX, SignalRoom } from './signal-room';

const boss = aVisitor('boss', { adminByTicket: true });

async function setUp() {
  const world = new LiveWorld();
  const room = world.room({ adminUserIds: ['boss'] });
  world.live.join(room, aVisitor('resident'), new FakeRoomSession());
  await world.hub.open(room.id);
  const watcher = new RecordingSession();
  world.hub.subscribe(room.id, watcher).release({});
  const seen = () => {
    world.flush();
    return watcher.batches.flatMap((batch) => batch.frames.map(({ event }) => event));
  };
  return { room, seen, signals: new SignalRoom(world.live, world.hub) };
}

describe('SignalRoom', () => {
  it('tells that somebody is typing', async () => {
    const { signals, room, seen } = await setUp();

    signals.typing(room.id, aVisitor('anna'));

    expect(seen()).toEqual([{ type: 'room.typing', channelId: room.id, userKey: 'anna' }]);
  });

  it.each([
    ['an object', { a: [1, 'x', null] }, { a: [1, 'x', null] }],
    ['nothing', undefined, null],
    ['the largest payload', 'x'.repeat(CUSTOM_EVENT_BYTES_MAX - 2), 'x'.repeat(CUSTOM_EVENT_BYTES_MAX - 2)],
  ])("passes on an admin's event with %s", async (_name, payload, told) => {
    const { signals, room, seen } = await setUp();
    const eventType = '😀'.repeat(CUSTOM_EVENT_TYPE_MAX);

    signals.custom(room.id, boss, eventType, payload);

    expect(seen()).toEqual([{ type: 'room.custom', channelId: room.id, userKey: 'boss', eventType, payload: told }]);
  });

  it('passes on nothing of those who are no admins, or not proven to be', async () => {
    const { signals, room, seen } = await setUp();

    for (const visitor of [aVisitor('anna'), aVisitor('boss')]) {
      expect(() => signals.custom(room.id, visitor, 'gift', {})).toThrow(
        expect.objectContaining({ code: 'forbidden' }),
      );
    }
    expect(seen()).toEqual([]);
  });

  it.each([
    ['no type', '', {}, 'event_type'],
    ['too long a type', 'x'.repeat(CUSTOM_EVENT_TYPE_MAX + 1), {}, 'event_type'],
    ['a type with U+0000', 'a\u0000', {}, 'event_type'],
    ['too large a payload', 'gift', 'x'.repeat(CUSTOM_EVENT_BYTES_MAX - 1), 'payload'],
  ])('refuses %s', async (_name, eventType, payload, field) => {
    const { signals, room, seen } = await setUp();

    expect(() => signals.custom(room.id, boss, eventType, payload)).toThrow(
      expect.objectContaining({ kind: 'invalid', details: { field } }),
    );
    expect(seen()).toEqual([]);
  });
});
