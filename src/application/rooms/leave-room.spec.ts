import { aVisitor } from '../../../test/builders/rooms-room';
import { FakeRoomSession } from '../../../test/fakes/sessions';
import { LiveWorld } from '../../../test/fakes/sessions-world';
import { settled } from '../../../test/fakes/timers';

async function setUp() {
  const world = new LiveWorld();
  const room = world.room();
  const watcher = await world.enter('watcher');
  const visitOf = (userKey: string) => [...world.visits.visits.values()].find((visit) => visit.userKey === userKey);
  const told = (): string[] => {
    world.flush();
    return watcher.texts;
  };
  return { world, room, visitOf, told };
}

describe('LeaveRoom', () => {
  it('takes the session out, tells the others and ends the stay at this time', async () => {
    const { world, room, visitOf, told } = await setUp();
    const session = await world.enter('anna');
    world.clock.advance(1_500);

    world.leaveRoom.execute(room.id, 'anna', session);
    await settled();

    expect(world.live.users(room.id)).toMatchObject([{ userKey: 'watcher' }]);
    expect(told()).toEqual(['room.user_joined anna', 'room.user_left anna']);
    expect(visitOf('anna')).toMatchObject({ leftAtMs: world.clock.nowMs(), closedSeq: 1 });
  });

  it('does nothing the second time', async () => {
    const { world, room, visitOf, told } = await setUp();
    const session = await world.enter('anna');
    world.leaveRoom.execute(room.id, 'anna', session);
    await settled();
    const leftAtMs = visitOf('anna')?.leftAtMs;
    world.clock.advance(1_500);

    world.leaveRoom.execute(room.id, 'anna', session);
    await settled();

    expect(told()).toHaveLength(2);
    expect(visitOf('anna')?.leftAtMs).toBe(leftAtMs);
  });

  it('does nothing for one who never was inside', async () => {
    const { world, room, told } = await setUp();

    world.leaveRoom.execute(room.id, 'anna', new FakeRoomSession());
    world.leaveRoom.execute('404', 'anna', new FakeRoomSession());

    expect(told()).toEqual([]);
  });

  it('ends the stay of a user only with the last session', async () => {
    const { world, room, visitOf, told } = await setUp();
    const account = aVisitor('77', { isAccount: true });
    const [first, second] = [
      await world.enterAs(world.admissionOf(room, account)),
      await world.enterAs(world.admissionOf(room, account)),
    ];

    world.leaveRoom.execute(room.id, '77', first.session);
    await settled();
    expect(visitOf('77')).not.toHaveProperty('leftAtMs');
    world.leaveRoom.execute(room.id, '77', second.session);
    await settled();

    expect(visitOf('77')).toHaveProperty('leftAtMs');
    expect(told()).toEqual(['room.user_joined 77', 'room.user_left 77']);
  });

  it('only warns when the end of the stay cannot be recorded', async () => {
    const { world, room, told } = await setUp();
    const session = await world.enter('anna');
    world.visits.beforeClose = () => Promise.reject(new Error('the database is away'));

    world.leaveRoom.execute(room.id, 'anna', session);
    await settled();

    expect(world.logger.problems).toHaveLength(1);
    expect(told()).toEqual(['room.user_joined anna', 'room.user_left anna']);
  });
});
