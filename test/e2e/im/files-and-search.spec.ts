import { aPng } from '../../builders/pictures';
import { expectStatus, type RestAnswer } from '../../support/discord';
import {
  type FileJson,
  type GroupJson,
  type ImPerson,
  type ImServer,
  type MessageJson,
  startImServer,
} from '../../support/im';

let server: ImServer;
let ann: ImPerson;
let bob: ImPerson;
let eve: ImPerson;

beforeAll(async () => {
  server = await startImServer({ UPLOAD_LIMIT_MB: '1' });
  [ann, bob, eve] = [await server.person('ann'), await server.person('bob'), await server.person('eve')];
});
afterAll(() => server?.stop());

interface HitJson extends MessageJson {
  readonly highlight: string;
}

const refusal = (status: number, error: string): object => ({ status, body: { error } });
const unknownFile = refusal(404, 'File not found');

function upload(by: ImPerson, content: Buffer | string, name = 'note.txt'): Promise<RestAnswer<FileJson>> {
  const form = new FormData();
  form.append('file', new Blob([content]), name);
  return by.api.post<FileJson>('/files', form);
}

async function send(from: ImPerson, body: object): Promise<MessageJson> {
  const answer = await from.api.post<MessageJson>('/messages/send', body);
  expectStatus(answer, 200);
  return answer.body;
}

async function fileStatus(by: ImPerson, id: string): Promise<number> {
  const answer = await fetch(`${server.url}/api/files/${id}?token=${by.token}`);
  await answer.arrayBuffer();
  return answer.status;
}

describe('a file of the im dialect', () => {
  it('is uploaded, sent once by its id, and read by those who may read its message', async () => {
    const stored = await upload(ann, aPng(), '图.png');
    expect(stored).toMatchObject({
      status: 200,
      body: {
        ...{ id: expect.stringMatching(/^\d+$/), url: expect.stringMatching(/^http/), name: '图.png' },
        ...{ size: aPng().length, content_type: 'image/png', width: 128, height: 128 },
      },
    });
    const { id, url } = stored.body;
    expect((await fetch(url)).status).toBe(200);
    expect([await fileStatus(ann, id), await fileStatus(bob, id)]).toEqual([200, 404]);
    // Nobody sends what somebody else has uploaded.
    expect(await bob.api.post('/messages/send', { receiver_id: ann.id, attachment_id: id })).toMatchObject(unknownFile);

    const message = await send(ann, { receiver_id: bob.id, message_type: 'image', attachment_id: id });
    expect(message).toMatchObject({
      content: '',
      message_type: 'image',
      attachment: { id, name: '图.png', width: 128 },
    });
    const picture = await fetch(message.attachment?.url ?? '');
    expect(Buffer.from(await picture.arrayBuffer())).toEqual(aPng());
    const [seen] = (await bob.api.get<MessageJson[]>(`/messages/list?receiver_id=${ann.id}`)).body;
    expect(seen).toMatchObject({ id: message.id, attachment: { id } });
    expect([await fileStatus(bob, id), await fileStatus(eve, id)]).toEqual([200, 404]);
    expect((await ann.api.post('/messages/send', { receiver_id: eve.id, attachment_id: id })).status).not.toBe(200);

    expectStatus(await ann.api.post(`/messages/${message.id}/recall`), 200);
    expect([await fileStatus(bob, id), await fileStatus(ann, id)]).toEqual([404, 404]);
    expect((await fetch(message.attachment?.url ?? '')).status).toBe(404);
  });

  it('has a small form when it is a picture, and is a file like any other when it is a broken or huge one', async () => {
    const smallOf = async (id: string) => {
      const answer = await fetch(`${server.url}/api/files/${id}?token=${ann.token}&thumbnail=1`);
      return [answer.status, answer.headers.get('content-type'), (await answer.arrayBuffer()).byteLength > 0];
    };
    const whole = (await upload(ann, aPng(), 'a.png')).body;
    expect(await smallOf(whole.id)).toEqual([200, 'image/webp', true]);
    const linked = await fetch(`${whole.url}&thumbnail=1`);
    expect([linked.status, linked.headers.get('content-type')]).toEqual([200, 'image/webp']);
    await linked.arrayBuffer();

    const huge = Buffer.from(aPng());
    for (const place of [16, 20]) huge.writeUInt32BE(60_000, place);
    for (const content of [huge, aPng().subarray(0, 60)]) {
      const stored = await upload(ann, content, 'a.png');
      expectStatus(stored, 200);
      expect(await smallOf(stored.body.id)).toEqual([200, 'image/png', true]);
    }
  });

  it('is of the kind its bytes say', async () => {
    const text = await upload(ann, 'hello');
    expect(text.body).toMatchObject({ name: 'note.txt', size: 5 });
    const message = { receiver_id: bob.id, content: 'see', attachment_id: text.body.id };
    expect(await ann.api.post('/messages/send', { ...message, message_type: 'image' })).toMatchObject({
      ...{ status: 400, body: { fields: [{ field: 'attachment_id' }] } },
    });
    expect(await send(ann, { ...message, message_type: 'file' })).toMatchObject({
      message_type: 'file',
      content: 'see',
    });
    for (const message_type of ['sticker', 'emoji']) {
      expect(await send(ann, { receiver_id: bob.id, content: '😀', message_type })).toMatchObject({ message_type });
    }
  });

  it('is refused when it is too large, missing, or not the only one', async () => {
    expect(await upload(ann, Buffer.alloc(1_048_577))).toMatchObject({
      status: 413,
      body: { error: expect.any(String) },
    });
    const form = (...names: string[]): FormData => {
      const made = new FormData();
      made.append('text', 'x');
      for (const name of names) made.append('file', new Blob(['x']), name);
      return made;
    };
    const noFile = { status: 400, body: { error: 'Invalid request data', fields: [{ field: 'file' }] } };
    expect(await ann.api.post('/files', form())).toMatchObject(noFile);
    expect(await ann.api.post('/files', form('one', 'two'))).toMatchObject(noFile);
    expect(await ann.api.post('/files', { file: 'x' })).toMatchObject(noFile);
    expect(await server.anonymous.post('/files', form('one'))).toMatchObject({ status: 401 });
    expect(await ann.api.post('/messages/send', form('one'))).toMatchObject({ status: 415 });
    expect(await ann.api.get('/files/x')).toMatchObject(unknownFile);
  });
});

describe('search', () => {
  const search = async (by: ImPerson, query: string): Promise<HitJson[]> => {
    const answer = await by.api.get<HitJson[]>(`/messages/search?${query}`);
    expectStatus(answer, 200);
    return answer.body;
  };
  const q = (text: string): string => `q=${encodeURIComponent(text)}`;

  it('finds Chinese and Latin in own conversations, with what was found marked', async () => {
    const [carl, dora] = [await server.person('carl'), await server.person('dora')];
    const group = await carl.api.post<GroupJson>('/groups/create', { name: 'g', member_ids: [dora.id] });
    const said = await send(carl, { receiver_id: dora.id, content: '今天天气很好 <b>sunshine</b>' });
    const inGroup = await send(carl, { group_id: group.body.id, content: 'no SUNSHINE today' });

    expect(await search(dora, q('天气'))).toEqual([{ ...said, highlight: expect.stringContaining('<em>天气</em>') }]);
    const hits = await search(dora, q('sunshine'));
    expect(hits.map(({ id }) => id)).toEqual([inGroup.id, said.id]);
    expect(hits[1].highlight).toContain('&lt;b&gt;<em>sunshine</em>');
    expect((await search(dora, `${q('sunshine')}&receiver_id=${carl.id}`)).map(({ id }) => id)).toEqual([said.id]);
    expect((await search(dora, `${q('sunshine')}&group_id=${group.body.id}`)).map(({ id }) => id)).toEqual([
      inGroup.id,
    ]);
    expect(await search(dora, `${q('sunshine')}&from=${dora.id}`)).toEqual([]);
    const first = await dora.api.get<HitJson[]>(`/messages/search?${q('sunshine')}&limit=1`);
    expect(first.headers.get('link')).toContain('rel="next"');
    expect((await search(dora, `${q('sunshine')}&limit=1&before=${inGroup.id}`)).map(({ id }) => id)).toEqual([
      said.id,
    ]);
    expect(await search(eve, q('天气'))).toEqual([]);
  });

  it('finds nothing for outsiders, before they join and after they leave, and nothing that is gone', async () => {
    const [carl, dora] = [await server.person('carl'), await server.person('dora')];
    const group = (await carl.api.post<GroupJson>('/groups/create', { name: 'g' })).body;
    await send(carl, { group_id: group.id, content: 'rhubarb one' });
    const inGroup = `${q('rhubarb')}&group_id=${group.id}`;

    expect(await dora.api.get(`/messages/search?${inGroup}`)).toMatchObject(refusal(404, 'Group not found'));
    expect(await search(dora, q('rhubarb'))).toEqual([]);
    expectStatus(await dora.api.post('/groups/join', { group_id: group.id }), 200);
    expect(await search(dora, inGroup)).toEqual([]);
    const second = await send(carl, { group_id: group.id, content: 'rhubarb two' });
    expect((await search(dora, q('rhubarb'))).map(({ id }) => id)).toEqual([second.id]);
    expectStatus(await carl.api.post(`/messages/${second.id}/recall`), 200);
    expect(await search(dora, q('rhubarb'))).toEqual([]);
    await send(carl, { group_id: group.id, content: 'rhubarb three' });
    expectStatus(await carl.api.post('/groups/kick', { group_id: group.id, user_id: dora.id }), 200);
    expect(await search(dora, q('rhubarb'))).toEqual([]);
    expect(await search(carl, `${q('rhubarb')}&receiver_id=${dora.id}`)).toEqual([]);
  });

  it.each(['', 'q=x', `q=${'x'.repeat(101)}`, 'q=xx&limit=0', 'q=xx&before=x', 'q=xx&receiver_id=x'])(
    'refuses %j',
    async (query) => {
      expect(await ann.api.get(`/messages/search?${query}`)).toMatchObject({
        ...{ status: 400, body: { error: 'Invalid request data', fields: expect.any(Array) } },
      });
    },
  );
});
