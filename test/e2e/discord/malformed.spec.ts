import { permissionRows } from '../../support/permission-rows';
import { PermissionScene } from '../../support/permission-scene';

/** As parts of a path: no ids, ids of nobody, and ids that do not fit the database. */
const badIds = [
  'x',
  '0',
  '-1',
  '1',
  '9223372036854775807',
  '9223372036854775808',
  '1'.repeat(40),
  '%00',
  '%F0%9F',
  "'",
];
const deep = (depth: number): unknown => (depth === 0 ? 'x' : { deeper: deep(depth - 1) });
const badBodies: readonly unknown[] = [
  null,
  'text',
  5,
  [null],
  [[]],
  { name: {}, content: [], id: true, channels: 5, roles: 'x', messages: {}, user_ids: null, nick: 7, type: 'x' },
  { name: null, content: null, recipient_id: null, permission_overwrites: null, embeds: null, attachments: null },
  { name: '\u0000', content: '\ud800', topic: '\u0000', nick: '\u0000', reason: '\u0000', username: '\u0000' },
  { embeds: [null], attachments: [5], components: [[]], allowed_mentions: 'x', message_reference: 5, flags: 'x' },
  { max_age: 1e99, max_uses: -1, auto_archive_duration: 7, rate_limit_per_user: -1, position: 0.5, nonce: {} },
  { token: deep(20), password: deep(20), email: deep(20), data: deep(20), image: deep(20), avatar: deep(20) },
];
/** Thousands of calls; those of one place are made at once. */
const TIMEOUT_MS = 120_000;
const badQueries = ['limit=x', 'limit=-1', 'limit=1e9', 'before=x&after=0', 'around=%00', 'before=9223372036854775808'];

/** A call ends nothing that the next one needs. */
const lasting = permissionRows
  .map(({ route }) => route)
  .filter((route) => !/^DELETE|^POST \/auth\/logout|reset$/.test(route));

interface Problem {
  readonly call: string;
  readonly status: number;
  readonly body: unknown;
}

describe('what no client should send to the Discord-style API', () => {
  let scene: PermissionScene;
  beforeAll(async () => {
    scene = await PermissionScene.start();
  });
  afterAll(() => scene?.server.stop());

  /** Undefined for an answer in Discord's form that is not our fault. */
  async function problemOf(route: string, path: string, body?: unknown): Promise<Problem | undefined> {
    const [method, pattern] = route.split(' ');
    const answer = await scene.caller('owner', pattern).call<{ code?: unknown; message?: unknown }>(method, path, body);
    const isRefusal = typeof answer.body?.code === 'number' && typeof answer.body.message === 'string';
    if (answer.status < 400 || (answer.status < 500 && isRefusal)) return undefined;
    return { call: `${method} ${path} ${JSON.stringify(body) ?? ''}`, status: answer.status, body: answer.body };
  }

  it(
    'is refused as a part of the path',
    async () => {
      const problems: (Problem | undefined)[] = [];
      for (const route of permissionRows.map((row) => row.route).filter((one) => one.includes('/:'))) {
        const [method, pattern] = route.split(' ');
        const names = [...pattern.matchAll(/:(\w+)/g)].map(([, name]) => name);
        for (const name of names) {
          const calls = badIds.map((bad) =>
            problemOf(route, scene.path(pattern, { [name]: bad }), method === 'GET' ? undefined : {}),
          );
          problems.push(...(await Promise.all(calls)));
        }
      }

      expect(problems.filter(Boolean)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    'is refused as a query',
    async () => {
      const problems: (Problem | undefined)[] = [];
      for (const route of lasting.filter((one) => one.startsWith('GET '))) {
        const calls = badQueries.map((query) => problemOf(route, `${scene.path(route.slice(4))}?${query}`));
        problems.push(...(await Promise.all(calls)));
      }

      expect(problems.filter(Boolean)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    'is refused as a body',
    async () => {
      const problems: (Problem | undefined)[] = [];
      for (const route of lasting.filter((one) => !one.startsWith('GET '))) {
        for (const body of badBodies) problems.push(await problemOf(route, scene.path(route.split(' ')[1]), body));
      }

      expect(problems.filter(Boolean)).toEqual([]);
    },
    TIMEOUT_MS,
  );
});
