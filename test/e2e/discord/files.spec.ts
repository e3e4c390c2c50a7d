import fs from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import type { APIAttachment, APIMessage } from 'discord-api-types/v10';
import { UNUSED_FILE_MS } from '../../../src/application/files';
import { FileCleanupJob } from '../../../src/presentation/schedule/file-cleanup.job';
import { aGif, aPng, dataUri } from '../../builders/pictures';
import {
  type DiscordServer,
  expectStatus,
  type Person,
  type RestAnswer,
  startDiscordServer,
} from '../../support/discord';
import { until } from '../../support/until';

const MEGABYTE = 1_048_576;

describe('files', () => {
  let server: DiscordServer;
  let ann: Person;
  let guildId: string;
  let channelId: string;
  beforeAll(async () => {
    server = await startDiscordServer({ UPLOAD_LIMIT_MB: '1' });
    ann = await server.person('ann');
    const guild = await ann.api.post<{ id: string }>('/guilds', { name: 'files' });
    expectStatus(guild, 201);
    guildId = guild.body.id;
    const channel = await ann.api.post<{ id: string }>(`/guilds/${guildId}/channels`, { name: 'uploads' });
    channelId = channel.body.id;
  }, 60_000);
  afterAll(() => server?.stop());

  const blob = (content: Buffer | string, type = 'application/octet-stream'): Blob =>
    new Blob([new Uint8Array(Buffer.from(content))], { type });

  function form(
    payload: object | undefined,
    ...files: readonly (readonly [name: string, content: Buffer | string])[]
  ): FormData {
    const body = new FormData();
    if (payload) body.append('payload_json', JSON.stringify(payload));
    files.forEach(([name, content], index) => body.append(`files[${index}]`, blob(content), name));
    return body;
  }

  const send = (body: FormData, person = ann): Promise<RestAnswer<APIMessage>> =>
    person.api.post<APIMessage>(`/channels/${channelId}/messages`, body);

  async function upload(...files: readonly (readonly [name: string, content: Buffer | string])[]): Promise<APIMessage> {
    const answer = await send(form({ content: 'files' }, ...files));
    expectStatus(answer, 200);
    return answer.body;
  }

  const files = async (folder: string): Promise<string[]> => {
    const root = path.join(server.settings.files.dataDir, 'files', folder);
    const entries = await fs.readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
    return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
  };

  it('go up with a message and come down by its links', async () => {
    const body = form(
      {
        content: 'two',
        attachments: [
          { id: '0', description: 'a picture' },
          { id: 1, filename: 'renamed.txt' },
        ],
      },
      ['my picture.jpg', aPng()],
      ['b.html', '<script>alert(1)</script>'],
    );
    const { body: message } = await send(body);
    const [picture, page] = message.attachments as [APIAttachment, APIAttachment];
    expect(message.content).toBe('two');
    expect(picture).toMatchObject({
      ...{ filename: 'my_picture.jpg', description: 'a picture', content_type: 'image/png', width: 128, height: 128 },
      ...{ size: aPng().length, proxy_url: picture.url },
    });
    expect(page).toMatchObject({ filename: 'renamed.txt', content_type: 'text/plain; charset=utf-8' });
    expect(page).not.toHaveProperty('width');

    const shown = await fetch(picture.url);
    expect(Buffer.from(await shown.arrayBuffer()).equals(aPng())).toBe(true);
    expect(Object.fromEntries(shown.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-length': String(aPng().length),
      'content-disposition': `inline; filename="my_picture.jpg"; filename*=UTF-8''my_picture.jpg`,
      'x-content-type-options': 'nosniff',
      'cache-control': expect.stringContaining('private'),
      'content-security-policy': expect.stringContaining('sandbox'),
    });
    const downloaded = await fetch(page.url);
    expect(downloaded.headers.get('content-disposition')).toMatch(/^attachment;/);
    expect(await downloaded.text()).toBe('<script>alert(1)</script>');
    const head = await fetch(picture.url, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(aPng().length)]);
  });

  it('are linked afresh at every read', async () => {
    const { id } = await upload(['a.txt', 'text']);
    const read = await ann.api.get<APIMessage>(`/channels/${channelId}/messages/${id}`);
    const url = read.body.attachments[0]?.url ?? '';

    expect(await (await fetch(url)).text()).toBe('text');
    expect(new URL(url).searchParams.get('hm')).toMatch(/^[0-9a-f]{64}$/);
  });

  it('come in the forms that libraries send', async () => {
    const fields = new FormData();
    fields.append('content', 'true');
    fields.append('embeds', JSON.stringify([{ title: 'box' }]));
    fields.append('file', blob('text'), 'a.txt');
    const single = await send(fields);
    expect(single.body).toMatchObject({
      content: 'true',
      embeds: [{ title: 'box' }],
      attachments: [{ filename: 'a.txt' }],
    });

    const typed = new FormData();
    const reference = { message_reference: { message_id: '@' }, content: 'reply' };
    typed.append('payload_json', blob(JSON.stringify(reference).replace('"@"', single.body.id), 'application/json'));
    typed.append('files[1]', blob('b'), 'second.txt');
    typed.append('files[0]', blob('a'), 'first.txt');
    const reply = await send(typed);
    expectStatus(reply, 200);
    expect(reply.body.message_reference?.message_id).toBe(single.body.id);
    expect(reply.body.attachments.map(({ filename }) => filename)).toEqual(['first.txt', 'second.txt']);
  });

  it('change with the message', async () => {
    const message = await upload(['a.txt', 'a'], ['b.txt', 'b']);
    const [a, b] = message.attachments as [APIAttachment, APIAttachment];
    const body = form({ attachments: [{ id: b.id }, { id: 0, filename: 'c.txt' }] }, ['x', 'c']);
    const edited = await ann.api.patch<APIMessage>(`/channels/${channelId}/messages/${message.id}`, body);
    expectStatus(edited, 200);
    expect(edited.body.attachments.map(({ filename }) => filename)).toEqual(['b.txt', 'c.txt']);
    expect((await fetch(a.url)).status).toBe(404);
    expect((await fetch(b.url)).status).toBe(200);
    expectStatus(await ann.api.delete(`/channels/${channelId}/messages/${message.id}`), 204);

    expect((await fetch(b.url)).status).toBe(404);
  });

  it('are gone from the disk once nobody needs them', async () => {
    const { id, attachments } = await upload(['gone.txt', 'a']);
    const [attachment] = attachments as [APIAttachment];
    await ann.api.delete(`/channels/${channelId}/messages/${id}`);
    const now = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + UNUSED_FILE_MS + 1_000);
    await server.app.get(FileCleanupJob, { strict: false }).run(new AbortController().signal);
    now.mockRestore();

    expect(await files('attachments')).not.toContain(attachment.id);
    expect(await files('incoming')).toEqual([]);
  });

  it.each<[string, (url: URL) => void]>([
    ['another signature', (url) => url.searchParams.set('hm', '0'.repeat(64))],
    ['another end', (url) => url.searchParams.set('ex', 'ffffffff')],
    ['no signature', (url) => (url.search = '')],
    ['two signatures', (url) => url.searchParams.append('hm', '0')],
    ['another name', (url) => (url.pathname = url.pathname.replace('.txt', '.html'))],
    ['a way out', (url) => (url.pathname = url.pathname.replace(/[^/]+$/, '..%2F..%2Fsecrets.json'))],
    ['no id', (url) => (url.pathname = '/attachments/x/y/z')],
  ])('are not shown by a link with %s', async (_what, change) => {
    const message = await upload(['a.txt', 'a']);
    const url = new URL(message.attachments[0]?.url ?? '');
    change(url);
    const answer = await fetch(url);

    expect(answer.status).toBe(404);
    expect(await answer.json()).toEqual({ code: 0, message: '404: Not Found' });
  });

  it('have a greatest size and number', async () => {
    const largest = await upload(['a.bin', Buffer.alloc(MEGABYTE)]);
    expect(largest.attachments[0]?.size).toBe(MEGABYTE);
    const tooLarge = await send(form({}, ['a.bin', Buffer.alloc(MEGABYTE + 1)]));
    const tooMany = await send(form({}, ...Array.from({ length: 11 }, () => ['a', 'a'] as const)));

    expect(tooLarge).toMatchObject({ status: 413, body: { code: 40_005 } });
    expect(tooMany).toMatchObject({ status: 400, body: { code: 30_015 } });
    expect(await files('incoming')).toEqual([]);
  });

  it('are not taken from whoever may not send them', async () => {
    const bob = await server.person('bob');
    const stranger = await send(form({}, ['a', 'a']), bob);
    const nobody = await server.anonymous.post(`/channels/${channelId}/messages`, form({}, ['a', 'a']));

    expect([stranger.status, nobody.status]).toEqual([404, 401]);
    expect(await files('incoming')).toEqual([]);
  });

  it.each<[string, FormData, number]>([
    ['no message', form({}), 400],
    ['a payload that is no JSON', form(undefined), 400],
    ['no object', form([]), 400],
  ])('refuses a form with %s', async (_what, body, status) => {
    if ([...body.keys()].length === 0) body.append('payload_json', '{"content":');
    const answer = await send(body);

    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/json');
  });

  it('refuses forms that end early or are none, and forms where none belong', async () => {
    const raw = (body: string, contentType: string): Promise<number> =>
      fetch(`${server.url}/api/v10/channels/${channelId}/messages`, {
        ...{ method: 'POST', body },
        headers: { authorization: `Bearer ${ann.token}`, 'content-type': contentType },
      }).then(({ status }) => status);
    const cut = '--b\r\nContent-Disposition: form-data; name="files[0]"; filename="a"\r\n\r\nabc';

    expect(await raw(cut, 'multipart/form-data; boundary=b')).toBe(400);
    expect(await raw('{}', 'multipart/form-data')).toBe(400);
    expect(await raw('', 'multipart/form-data; boundary=b')).toBe(400);
    const elsewhere = await ann.api.patch('/users/@me', form({}, ['a', 'a']));
    expect(elsewhere.status).toBe(415);
    expect((await ann.api.post('/nowhere', form({}, ['a', 'a']))).status).toBe(404);
    expect(await files('incoming')).toEqual([]);
  });

  it('leaves nothing behind of an upload that breaks off', async () => {
    const { hostname, port } = new URL(server.url);
    const request = http.request({
      ...{ hostname, port, method: 'POST', path: `/api/v10/channels/${channelId}/messages` },
      headers: { authorization: `Bearer ${ann.token}`, 'content-type': 'multipart/form-data; boundary=b' },
    });
    const closed = new Promise((resolve) => request.on('close', resolve));
    request.on('error', () => undefined);
    request.write('--b\r\nContent-Disposition: form-data; name="files[0]"; filename="a"\r\n\r\nabc');
    await until(async () => (await files('incoming')).length === 1, 'the upload');
    request.destroy();
    await closed;

    await until(async () => (await files('incoming')).length === 0, 'the end of the upload');
  });

  describe('pictures', () => {
    const picture = (address: string): Promise<Response> => fetch(`${server.url}${address}`);

    it.each(['/embed/avatars/0.png', '/embed/avatars/5.png'])('%s is there for everybody', async (address) => {
      const answer = await picture(address);

      expect(answer.status).toBe(200);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        ...{ 'content-type': 'image/png', 'x-content-type-options': 'nosniff', 'content-disposition': 'inline' },
        'cache-control': 'public, max-age=31536000, immutable',
      });
    });

    it('of people and guilds are shown by their names', async () => {
      const me = await ann.api.patch<{ avatar: string }>('/users/@me', { avatar: dataUri(aGif(2), 'image/gif') });
      expectStatus(me, 200);
      const guild = await ann.api.patch<{ icon: string }>(`/guilds/${guildId}`, { icon: dataUri(aPng(1)) });
      expectStatus(guild, 200);
      const avatar = await picture(`/avatars/${ann.id}/${me.body.avatar}.gif?size=128`);
      const icon = await picture(`/icons/${guildId}/${guild.body.icon}.webp`);

      expect(me.body.avatar).toMatch(/^a_/);
      expect([avatar.status, avatar.headers.get('content-type')]).toEqual([200, 'image/gif']);
      expect([icon.status, icon.headers.get('content-type')]).toEqual([200, 'image/png']);
      expect(Buffer.from(await icon.arrayBuffer()).equals(aPng(1))).toBe(true);
    });

    it.each([
      '/embed/avatars/6.png',
      '/embed/avatars/x.png',
      '/avatars/1/00000000000000000000000000000000.png',
      '/avatars/..%2F..%2F/secrets.json',
      '/avatars/1/..%2F..%2F..%2Fsecrets.png',
      '/icons/1/..png',
      '/emojis/..%2Fx.png',
      '/emojis/1.exe',
      '/role-icons/1/x.png',
      '/app-icons/x/x.png',
    ])('%s is not there', async (address) => {
      const answer = await picture(address);

      expect(answer.status).toBe(404);
      expect(await answer.json()).toEqual({ code: 0, message: '404: Not Found' });
    });
  });
});
