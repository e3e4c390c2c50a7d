import { expectStatus } from '../../support/discord';
import { type ImPerson, type ImServer, type MessageJson, startImServer } from '../../support/im';

let server: ImServer;
let ann: ImPerson;
let bob: ImPerson;
let eve: ImPerson;

beforeAll(async () => {
  server = await startImServer();
  [ann, bob, eve] = [await server.person('ann'), await server.person('bob'), await server.person('eve')];
});
afterAll(() => server?.stop());

const refusal = (status: number, error: string): object => ({ status, body: { error } });
const idsOf = (messages: readonly MessageJson[]): string[] => messages.map(({ id }) => id);

async function send(from: ImPerson, body: object): Promise<MessageJson> {
  const answer = await from.api.post<MessageJson>('/messages/send', body);
  expectStatus(answer, 200);
  return answer.body;
}

async function list(reader: ImPerson, query: string): Promise<MessageJson[]> {
  const answer = await reader.api.get<MessageJson[]>(`/messages/list?${query}`);
  expectStatus(answer, 200);
  return answer.body;
}

describe('messages between two', () => {
  it('need no acquaintance, and are shown alike to both', async () => {
    const message = await send(ann, { receiver_id: bob.id, group_id: null, content: '你好', message_type: 'text' });

    expect(message).toEqual({
      ...{ id: expect.stringMatching(/^\d+$/), sender_id: ann.id, receiver_id: bob.id, group_id: null },
      ...{ content: '你好', message_type: 'text', created_at: expect.any(String), is_read: false },
      ...{ reply_to_id: null, recalled: false },
    });
    expect(await list(ann, `receiver_id=${bob.id}`)).toEqual([message]);
    expect(await list(bob, `receiver_id=${ann.id}`)).toEqual([message]);
    const answer = await send(bob, { receiver_id: ann.id, content: 'hello', reply_to_id: message.id });
    expect(answer).toMatchObject({ sender_id: bob.id, receiver_id: ann.id, reply_to_id: message.id });
    expect(idsOf(await list(ann, `receiver_id=${bob.id}`))).toEqual([message.id, answer.id]);
  });

  it('are read by whoever answers', async () => {
    const message = await send(ann, { receiver_id: eve.id, content: 'read me' });
    expect(await list(eve, `receiver_id=${ann.id}`)).toMatchObject([{ id: message.id, is_read: false }]);
    await send(eve, { receiver_id: ann.id, content: 'done' });

    expect(await list(ann, `receiver_id=${eve.id}`)).toMatchObject([
      { id: message.id, is_read: true },
      { sender_id: eve.id, is_read: false },
    ]);
  });

  it('are paged, oldest first, the latest 100 unless something else is asked for', async () => {
    const carl = await server.person('carl');
    const ids: string[] = [];
    for (let index = 0; index < 103; index += 1) {
      ids.push((await send(ann, { receiver_id: carl.id, content: String(index) })).id);
    }
    const read = async (query = '') => idsOf(await list(carl, `receiver_id=${ann.id}${query}`));

    expect(await read()).toEqual(ids.slice(3));
    expect(await read(`&before=${ids[3]}`)).toEqual(ids.slice(0, 3));
    expect(await read(`&after=${ids[100]}`)).toEqual(ids.slice(101));
    expect(await read('&limit=2')).toEqual(ids.slice(101));
  });

  it('take ids as numbers where these are exact, and need exactly one target', async () => {
    const onlyOne = refusal(400, 'Either receiver_id or group_id must be provided');
    expect(await ann.api.post('/messages/send', { content: 'x' })).toMatchObject(onlyOne);
    expect(await ann.api.post('/messages/send', { content: 'x', receiver_id: bob.id, group_id: '5' })).toMatchObject(
      onlyOne,
    );
    expect(await ann.api.get('/messages/list')).toMatchObject(onlyOne);
    expect(await ann.api.post('/messages/send', { content: 'x', receiver_id: 2 })).toMatchObject(
      refusal(404, 'User not found'),
    );
    expect(await ann.api.post('/messages/send', { content: 'x', receiver_id: ann.id })).toMatchObject({ status: 404 });
    expect(await ann.api.post('/messages/send', { content: 'x', group_id: 2 })).toMatchObject(
      refusal(404, 'Group not found'),
    );
    // parseJson keeps the digits of a number that is not exact.
    const text = `{"receiver_id": ${bob.id}, "content": "as a number"}`;
    const answer = await fetch(`${server.url}/api/messages/send`, {
      ...{ method: 'POST', body: text },
      headers: { authorization: `Bearer ${ann.token}`, 'content-type': 'application/json' },
    });
    expect(await answer.json()).toMatchObject({ receiver_id: bob.id });
  });

  it.each([
    [{ content: '' }, 'content'],
    [{ content: ' ' }, 'content'],
    [{ content: 'x'.repeat(2_001) }, 'content'],
    [{ content: 5 }, 'content'],
    [{ content: '\u0000' }, 'content'],
    [{ content: 'x', message_type: 'video' }, 'message_type'],
    [{ content: 'x', reply_to_id: '5' }, 'reply_to_id'],
    [{ content: 'x', nonce: '' }, 'nonce'],
    [{ content: 'x', receiver_id: 'x' }, 'receiver_id'],
  ])('are refused with the name of what is wrong: %j', async (body, field) => {
    const answer = await ann.api.post('/messages/send', { receiver_id: bob.id, ...body });

    expect(answer).toMatchObject({ status: 400, body: { error: 'Invalid request data', fields: [{ field }] } });
  });

  it('are one message for the same nonce, also at once', async () => {
    const body = { receiver_id: bob.id, content: 'only once', nonce: 'n-1' };
    const sent = await Promise.all([send(ann, body), send(ann, body), send(ann, { ...body, nonce: 'n-2' })]);

    expect(new Set(idsOf(sent)).size).toBe(2);
    expect(sent[0].id).toBe(sent[1].id);
    expect((await send(ann, { ...body, content: 'changed' })).content).toBe('only once');
  });

  it('are of the two alone', async () => {
    const { id } = await send(ann, { receiver_id: bob.id, content: 'secret' });

    expect(await list(eve, `receiver_id=${bob.id}`)).toEqual([]);
    expect(idsOf(await list(eve, `receiver_id=${ann.id}`))).not.toContain(id);
    expect(await eve.api.post('/messages/send', { receiver_id: bob.id, content: 'x', reply_to_id: id })).toMatchObject({
      ...{ status: 400, body: { fields: [{ field: 'reply_to_id' }] } },
    });
  });

  it('are the same for a Discord-style client', async () => {
    const reader = server.hall.caller(`Bearer ${bob.token}`);
    const opened = await reader.post<{ id: string }>('/users/@me/channels', { recipient_id: ann.id });
    expectStatus(opened, 200);
    const message = await send(ann, { receiver_id: bob.id, content: 'from im' });
    const seen = await reader.get<{ id: string; content: string }[]>(`/channels/${opened.body.id}/messages?limit=1`);
    expect(seen.body).toMatchObject([{ id: message.id, content: 'from im' }]);
    const answer = await reader.post<{ id: string }>(`/channels/${opened.body.id}/messages`, { content: 'from afar' });
    expectStatus(answer, 200);

    expect((await list(ann, `receiver_id=${bob.id}&limit=1`))[0]).toMatchObject({
      ...{ id: answer.body.id, sender_id: bob.id, receiver_id: ann.id, content: 'from afar', message_type: 'text' },
    });
  });
});
