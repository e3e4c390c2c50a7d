import { DataSource } from 'typeorm';
import { GuildRows } from '../../builders/guilds';
import { statementsOf } from '../../builders/message-storage';
import { markBackgroundWork } from '../../support/background-work';
import { expectStatus } from '../../support/discord';
import { Talk } from '../../support/talk';

const MEMBERS = 10_000;
const KINDS = 30;

let talk: Talk;
let dataSource: DataSource;

beforeAll(async () => {
  markBackgroundWork();
  talk = await Talk.start();
  dataSource = talk.scene.server.app.get(DataSource);
  const rows = new GuildRows(dataSource);
  await rows.members(talk.guild.id, await rows.users(MEMBERS));
  await talk.moveOn();
}, 60_000);
afterAll(() => talk?.scene.server.stop());

const count = (statements: readonly string[], pattern: RegExp): number =>
  statements.reduce((sum, text) => sum + [...text.matchAll(pattern)].length, 0);

/** Rows of every table, to see what a call leaves behind; scheduled jobs note theirs at any time. */
async function rowCounts(): Promise<ReadonlyMap<string, number>> {
  const tables = await dataSource.query<{ name: string }[]>(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_name <> 'scheduled_jobs'`,
  );
  const counts = tables.map(({ name }) => `SELECT '${name}' AS name, count(*)::integer AS count FROM "${name}"`);
  const rows = await dataSource.query<{ name: string; count: number }[]>(counts.join(' UNION ALL '));
  return new Map(rows.map(({ name, count: total }) => [name, total]));
}

describe(`a message to a guild of ${MEMBERS} members`, () => {
  let nonce = 0;
  const sayMentioning = () =>
    talk.say({
      content: `<@${talk.scene.member.id}> @everyone`,
      embeds: [{ title: 'x' }],
      nonce: String((nonce += 1)),
    });

  it('is one row and at most two updates, mentioning everybody or not', async () => {
    const before = await rowCounts();
    const plain = await statementsOf(() => talk.say('first'));
    const mentions = await statementsOf(sayMentioning);
    const after = await rowCounts();

    for (const statements of [plain, mentions]) {
      expect(count(statements, /\bINSERT INTO\b/g)).toBe(1);
      expect(count(statements, /(?<!FOR )\bUPDATE\s+\w+\s+\w+\s+SET\b/g)).toBeLessThanOrEqual(2);
      expect(count(statements, /\bDELETE FROM\b/g)).toBe(0);
    }
    const changed = [...after].filter(([name, total]) => total !== before.get(name));
    expect(changed).toEqual([['messages', (before.get('messages') ?? 0) + 2]]);
  });

  it('is one statement once everything about it is known', async () => {
    await sayMentioning();

    expect(await statementsOf(() => talk.say('again'))).toHaveLength(1);
  });
});

describe('a page of history', () => {
  it('takes as many statements for a hundred messages as for one', async () => {
    const ids = await talk.sayMany(3);
    for (let index = 0; index < 97; index += 1) {
      await talk.say({ content: `<@${talk.scene.member.id}>`, message_reference: { message_id: ids[index % 3] } });
    }
    await talk.owner.put(talk.path(`/${ids[0]}/reactions/%F0%9F%91%8D/@me`));
    const read = (limit: number) => statementsOf(async () => talk.owner.get(talk.path(`?limit=${limit}`)));
    await read(100);

    const [one, hundred] = [await read(1), await read(100)];
    expect(hundred.length).toBeLessThanOrEqual(Math.max(3, one.length));
  });
});

describe('reactions that come at once', () => {
  it('are never of more than twenty kinds', async () => {
    const { id } = await talk.say('x');
    const kinds = Array.from({ length: KINDS }, (_, index) => String.fromCodePoint(0x1f600 + index));
    const answers = await Promise.all(
      kinds.map((emoji) => talk.owner.put(talk.path(`/${id}/reactions/${encodeURIComponent(emoji)}/@me`))),
    );

    expect(answers.filter(({ status }) => status === 204)).toHaveLength(20);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([204, 400]));
    const message = await talk.read(id);
    expect(message.reactions).toHaveLength(20);
    expectStatus(await talk.owner.delete(talk.path(`/${id}`)), 204);
  });
});
