import { type ChatPerson, type ChatServer, startChatServer } from '../../support/chat';

/** Every call that reads a body, with a path that leads to nothing. */
const calls: readonly [method: string, path: string][] = [
  ['POST', '/auth/register'],
  ['POST', '/auth/login'],
  ['POST', '/auth/refresh'],
  ['POST', '/auth/logout'],
  ['POST', '/chatsphere/auth/register'],
  ['POST', '/chatsphere/auth/login'],
  ['POST', '/chatsphere/api/v1/auth/token/refresh'],
  ['POST', '/chatsphere/auth/logout'],
  ['PUT', '/auth/me'],
  ['PUT', '/chatsphere/api/v1/me'],
  ['POST', '/auth/change-password'],
  ['POST', '/chat/rooms'],
  ['PATCH', '/chat/messages/5'],
  ['PUT', '/chat/conversations/private/5'],
  ['PUT', '/chat/conversations/group/5'],
  ['PUT', '/chat/conversations/room/5'],
  ['POST', '/chat/groups'],
  ['PATCH', '/chat/groups/5'],
  ['PATCH', '/chatsphere/api/v1/groups/5'],
];

/** Values of every kind for every field that any body has. */
const values: readonly unknown[] = [
  null,
  7,
  -1,
  1.5,
  true,
  '',
  'x',
  '\u0000',
  '\ud800',
  'x'.repeat(5_000),
  [],
  [[]],
  {},
];
const fields = [
  ...['email', 'username', 'password', 'display_name', 'name', 'avatar_url', 'refresh_token', 'current_password'],
  ...['new_password', 'old_password', 'description', 'max_members', 'content', 'is_pinned', 'is_muted', 'member_ids'],
];

const bodies = [
  ...['', '{', '[]', '7', 'null', '"x"', '{"a":', '\u0000', '{"__proto__":{"x":1}}'],
  ...values.map((value) => JSON.stringify(Object.fromEntries(fields.map((field) => [field, value])))),
];

describe('whatever a client of the chat dialect sends', () => {
  let server: ChatServer;
  let ann: ChatPerson;
  beforeAll(async () => {
    server = await startChatServer();
    ann = await server.chatter();
  });
  afterAll(() => server.stop());

  const statusOf = async (method: string, path: string, body?: string, type = 'application/json'): Promise<number> => {
    const headers = { authorization: `Bearer ${ann.token}`, ...(body !== undefined && { 'content-type': type }) };
    const answer = await fetch(`${server.url}${path}`, { method, headers, body });
    await answer.arrayBuffer();
    return answer.status;
  };

  it.each(calls)('%s %s is refused or done, never a fault', async (method, path) => {
    const statuses = await Promise.all([
      ...bodies.map((body) => statusOf(method, path, body)),
      statusOf(method, path, 'x', 'text/plain'),
      statusOf(method, path),
    ]);
    // An empty logout ends the login.
    if (path.endsWith('logout')) ann = await server.chatter();

    expect(statuses.filter((status) => status >= 500)).toEqual([]);
    expect(statuses.some((status) => status >= 400)).toBe(true);
  });

  it.each([
    ...['/chat/rooms/%00/online', '/chat/rooms/99999999999999999999/online', '/chat/rooms/-1/online'],
    ...['/chat/messages/private/%ff', '/chat/messages/room/0', '/chat/messages/room/1e3', '/chat/messages/%20/5'],
    ...['/chat/messages/group/5?limit=1e9', '/chat/messages/group/5?limit=', '/chat/messages/group/5?before[]=1'],
    ...['/chat/search?q=%00', '/chat/search?q=a&q=b', '/chat/search?q=xy&chat_type=guild&chat_id=5'],
    ...['/chat/groups/5/members?limit=5000', '/chat/groups/x', '/chatsphere/api/v1/nothing', '/chatsphere/%zz'],
  ])('GET %s is refused by name', async (path) => {
    const status = await statusOf('GET', path);

    expect([400, 404, 422]).toContain(status);
  });

  it.each([
    ['DELETE', '/chat/messages/x'],
    ['PUT', '/chat/messages/5/reactions/%F0%9F%91%8D'],
    ['PUT', `/chat/messages/5/reactions/${'x'.repeat(200)}`],
    ['DELETE', '/chat/messages/5/reactions/%00'],
    ['PUT', '/chat/groups/5/members/x'],
    ['DELETE', '/chat/groups/5/members/5'],
    ['DELETE', '/chat/groups/5'],
    ['POST', '/chat/conversations/room/5/mark-read'],
    ['POST', '/chat/conversations/else/5/mark-read'],
  ])('%s %s is refused', async (method, path) => {
    expect([404, 422]).toContain(await statusOf(method, path));
  });
});
