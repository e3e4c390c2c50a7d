import { Operator, RawMember } from '../../fakes/rooms-operator';
import { startTestApp, type TestApp } from '../../support/app';
import { SyncReceiver } from '../../support/sync-receiver';

describe('a room that closes with people inside', () => {
  let receiver: SyncReceiver;
  let server: TestApp;
  let operator: Operator;
  beforeAll(async () => {
    receiver = await SyncReceiver.start();
    server = await startTestApp({ DATA_CALLBACK_URL: receiver.url, SYNC_INTERVAL_SECONDS: '0', RATE_LIMITS: 'off' });
    operator = new Operator(server);
  }, 60_000);
  afterAll(async () => {
    await server?.stop();
    await receiver.stop();
  });

  it('tells of their stays in its last payload', async () => {
    const roomId = await operator.room();
    const members = await Promise.all(
      ['ann', 'bob', 'cat'].map((userId) => RawMember.join(server, roomId, { user_id: userId })),
    );
    await operator.delete(`/rooms/${roomId}`);
    await Promise.all(members.map((member) => member.closed));
    const payloads = (await receiver.received(roomId, 2)).map(({ payload }) => payload);

    expect(payloads.map(({ event_type }) => event_type)).toEqual(['room.created', 'room.closed']);
    expect(payloads[1]).toMatchObject({ current_users: 0, peak_users: 3, total_joins: 3 });
    const stays = payloads[1].session_history as { user_id: string }[];
    expect(stays.map(({ user_id }) => user_id).sort()).toEqual(['ann', 'bob', 'cat']);
  });

  it('counts what waits for the outside system', async () => {
    receiver.reply = () => 503;
    const roomId = await operator.room();
    await receiver.received(roomId, 1);

    expect(await operator.get('/stats')).toMatchObject({ body: { sync: { pushes: true, pending: 1, dead: 0 } } });
    receiver.reply = () => 200;
    await receiver.received(roomId, 2);
  });
});
