import { ImClient } from '../../support/clients-im';
import type { RestAnswer } from '../../support/discord';
import { type GroupJson, type ImPerson, type ImServer, type MessageJson, startImServer } from '../../support/im';

const huge = 'x'.repeat(100_000);
const deep = (depth: number): unknown => (depth === 0 ? 'x' : { deeper: deep(depth - 1) });
/** As parts of a path: no ids, ids of nobody, and ids that do not fit the database. */
const badIds = ['x', '0', '-1', '9223372036854775807', '9223372036854775808', '1'.repeat(40), '%00', '%F0%9F', "'"];
/** Whatever a field may be given that it is not; one of everything it might be. */
const badValues: readonly unknown[] = [
  ...[null, true, 0.5, 1e99, '', huge, '\u0000', '\ud800', '9223372036854775808'],
  ...[[null], deep(20), ['1', 'x']],
];
/** Calls under way at once. */
const ABREAST = 16;
const badBodies: readonly unknown[] = [null, 'text', 5, [null], [[]], {}, { data: deep(60) }];
const badQueries = [
  ...['limit=x', 'limit=-1', 'limit=1e9', 'before=x&after=0', 'before=9223372036854775808', 'after=%00', 'limit='],
  ...[
    'receiver_id=x',
    'group_id=%00',
    'receiver_id=1&receiver_id=2',
    'q=%00%00',
    'q[]=x',
    'state=',
    'search=%ED%A0%80',
  ],
];

/** Every route of the dialect; `:x` stands for what a bad id takes the place of. */
const routes: readonly (readonly [method: string, path: string, fields?: string])[] = [
  ['POST', '/auth/register', 'username email password'],
  ['POST', '/auth/login', 'email password'],
  ['POST', '/auth/refresh', 'refresh_token'],
  ['GET', '/user/me'],
  ['PUT', '/user/me', 'username avatar status'],
  ['GET', '/user/list'],
  ['POST', '/messages/send', 'receiver_id group_id content message_type reply_to_id attachment_id nonce'],
  ['GET', '/messages/list'],
  ['GET', '/messages/search'],
  ['POST', '/messages/forward', 'message_ids receiver_id group_id mode nonce'],
  ['PUT', '/messages/:message/read'],
  ['POST', '/messages/:message/recall'],
  ['PATCH', '/messages/:message', 'content'],
  ['PUT', '/messages/:message/reactions/:emoji'],
  ['DELETE', '/messages/:message/reactions/:emoji'],
  ['PUT', '/messages/:message/pin'],
  ['DELETE', '/messages/:message/pin'],
  ['GET', '/messages/:message/receipts'],
  ['GET', '/conversations'],
  ['PUT', '/conversations/:type/:other', 'is_pinned is_muted draft'],
  ['POST', '/groups/create', 'name description member_ids'],
  ['POST', '/groups/join', 'group_id'],
  ['POST', '/groups/leave', 'group_id'],
  ['POST', '/groups/invite', 'group_id user_id'],
  ['POST', '/groups/kick', 'group_id user_id duration_seconds'],
  ['POST', '/groups/mute', 'group_id user_id duration_seconds'],
  ['POST', '/groups/unmute', 'group_id user_id'],
  ['POST', '/groups/role', 'group_id user_id role'],
  ['POST', '/groups/transfer', 'group_id user_id'],
  ['POST', '/groups/dissolve', 'group_id'],
  ['GET', '/groups/list'],
  ['GET', '/groups/available'],
  ['GET', '/groups/:group/members'],
  ['PATCH', '/groups/:group', 'name description avatar join_mode history_visible'],
  ['POST', '/groups/announcement', 'group_id content'],
  ['GET', '/groups/:group/requests'],
  ['POST', '/groups/:group/requests/:other/approve'],
  ['POST', '/groups/:group/requests/:other/decline'],
  ['GET', '/friends'],
  ['POST', '/friends/request', 'user_id'],
  ['POST', '/friends/accept', 'user_id'],
  ['POST', '/friends/decline', 'user_id'],
  ['DELETE', '/friends/:other'],
  ['PATCH', '/friends/:other', 'remark'],
  ['GET', '/blocks'],
  ['PUT', '/blocks/:other'],
  ['DELETE', '/blocks/:other'],
  ['POST', '/files', 'file'],
  ['GET', '/files/:file'],
  ['GET', '/notifications'],
  ['GET', '/notifications/unread-count'],
  ['PUT', '/notifications/:notification/read'],
  ['POST', '/notifications/read-all'],
];

interface Problem {
  readonly call: string;
  readonly status: number;
  readonly body: unknown;
}

describe('what no client should send to the im dialect', () => {
  let server: ImServer;
  let ann: ImPerson;
  let good: Record<string, string>;

  beforeAll(async () => {
    server = await startImServer();
    ann = await server.person('ann');
    const bob = await server.person('bob');
    const message = await ann.api.post<MessageJson>('/messages/send', { receiver_id: bob.id, content: 'x' });
    const group = await ann.api.post<GroupJson>('/groups/create', { name: 'g', member_ids: [bob.id] });
    good = { message: message.body.id, group: group.body.id, other: bob.id, type: 'direct', emoji: '👍' };
  });
  afterAll(() => server?.stop());

  const inPath = (path: string, replaced: Record<string, string> = {}): string =>
    path.replaceAll(/:(\w+)/g, (_match, name: string) => replaced[name] ?? good[name] ?? '5');

  /** Undefined for an answer in this dialect's form that is not our fault. */
  function problemOf(call: string, answer: RestAnswer<{ error?: unknown }>): Problem | undefined {
    const isRefusal = typeof answer.body?.error === 'string' && answer.body.error !== '';
    if (answer.status < 400 || (answer.status < 500 && isRefusal)) return undefined;
    return { call: call.slice(0, 200), status: answer.status, body: answer.body };
  }

  async function problemsOf(calls: readonly (readonly [method: string, path: string, body?: unknown])[]) {
    const problems: (Problem | undefined)[] = [];
    for (let from = 0; from < calls.length; from += ABREAST) {
      const some = calls.slice(from, from + ABREAST).map(async ([method, path, body]) => {
        const answer = await ann.api.call<{ error?: unknown }>(method, path, body);
        return problemOf(`${method} ${path} ${JSON.stringify(body)}`, answer);
      });
      problems.push(...(await Promise.all(some)));
    }
    return problems.filter(Boolean);
  }

  it('as ids', async () => {
    const calls = routes.flatMap(([method, path]) =>
      [...path.matchAll(/:(\w+)/g)].flatMap(([, name]) =>
        badIds.map((id) => [method, inPath(path, { [name]: id })] as const),
      ),
    );

    expect(await problemsOf(calls)).toEqual([]);
  });

  it('as bodies', async () => {
    const calls = routes
      .filter(([method, , fields]) => method !== 'GET' && fields !== undefined)
      .flatMap(([method, path]) => badBodies.map((body) => [method, inPath(path), body] as const));

    expect(await problemsOf(calls)).toEqual([]);
  });

  it('as fields', async () => {
    const right: Record<string, unknown> = { content: 'x', name: 'x', message_ids: [good.message] };
    const calls = routes.flatMap(([method, path, fields = '']) =>
      fields
        .split(' ')
        .filter((name) => name !== '')
        .flatMap((name) => badValues.map((value) => [method, inPath(path), { ...right, [name]: value }] as const)),
    );

    expect(await problemsOf(calls)).toEqual([]);
  });

  it('as queries', async () => {
    const calls = routes
      .filter(([method]) => method === 'GET')
      .flatMap(([method, path]) => badQueries.map((query) => [method, `${inPath(path)}?${query}`] as const));

    expect(await problemsOf(calls)).toEqual([]);
  });

  it('without a token, with a method or at a path that is not there', async () => {
    for (const [method, path] of routes) {
      if (path.startsWith('/auth/')) continue;
      const answer = await server.anonymous.call(method, inPath(path));
      expect([method, path, answer.status, answer.body]).toEqual([
        ...[method, path, 401],
        { error: 'Invalid or expired token' },
      ]);
    }
    for (const family of ['auth', 'user', 'messages', 'groups', 'friends', 'blocks', 'files', 'notifications']) {
      expect(await ann.api.get(`/${family}/no/such/path`)).toMatchObject({ status: 404, body: { error: 'Not Found' } });
    }
    expect(await ann.api.post('/notifications')).toMatchObject({ status: 405, body: { error: 'Method Not Allowed' } });
  });

  it('as frames', async () => {
    const fields = [
      'receiver_id',
      'group_id',
      'content',
      'nonce',
      'message_id',
      'data',
      'reply_to_id',
      'attachment_id',
    ];
    const values = badValues.filter((one) => one !== huge);
    // Each on a socket of its own: one socket may not send as many frames.
    for (const event_type of ['message', 'typing', 'read', 'recall', 'online', 'ping', 'x', 5, null, deep(10)]) {
      const socket = await ImClient.of(server, ann);
      for (const name of fields) {
        for (const value of values) socket.send({ event_type, receiver_id: good.other, [name]: value });
      }
      for (const text of ['', 'null', '[]', '5', '"x"', '{', '{"event_type":"message","__proto__":{}}']) {
        socket.socket.send(text);
      }
      await socket.settled();
      const errors = socket.seen('error');
      expect(errors.length).toBeGreaterThan(5);
      expect(errors.filter(({ content }) => !content || content === 'internal error')).toEqual([]);
      await socket.leave();
    }
  });
});
