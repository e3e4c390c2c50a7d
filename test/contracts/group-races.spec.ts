import type { AccountActor } from '../../src/application/shared/actor';
import { GROUP_MEMBERS_MAX } from '../../src/domain/messaging';
import type { Id } from '../../src/shared/ids';
import { GroupStorage } from '../builders/group-storage';
import { statementsOf } from '../builders/message-storage';
import { describeWithPostgres, openTestDatabase, type TestDatabase } from '../support/database';

let database: TestDatabase;
let groups: GroupStorage;
beforeAll(async () => {
  database = await openTestDatabase();
  groups = await GroupStorage.open(database);
}, 60_000);
afterAll(() => database?.close());

/** The codes of the refusals, in the order of the calls; undefined for what was done. */
const outcomes = async (calls: readonly Promise<unknown>[]): Promise<readonly (string | undefined)[]> => {
  const settled = await Promise.allSettled(calls);
  return settled.map((one) => (one.status === 'fulfilled' ? undefined : (one.reason as { code: string }).code));
};

const say = (actor: AccountActor, channelId: Id, content: string) => groups.send.execute(actor, { channelId, content });

const contentsFor = async (actor: AccountActor, channelId: Id): Promise<readonly string[]> => {
  const messages = await groups.history.execute(actor, { channelId, limit: 100 });
  return messages.map(({ content }) => content);
};

const count = (statements: readonly string[], pattern: RegExp): number =>
  statements.reduce((sum, text) => sum + [...text.matchAll(pattern)].length, 0);

describe('history', () => {
  it('is that from the join point on, which is a new one after coming back', async () => {
    const { channelId, members } = await groups.group(2);
    const [owner] = members;
    const [ann] = await groups.people(1);
    await say(owner, channelId, 'before');
    await groups.join.execute(ann, { channelId });
    await say(owner, channelId, 'first stay');
    expect(await contentsFor(ann, channelId)).toEqual(['first stay']);

    await groups.leave.execute(ann, { channelId });
    await expect(contentsFor(ann, channelId)).rejects.toMatchObject({ code: 'unknown_channel' });
    await say(owner, channelId, 'away');
    await groups.join.execute(ann, { channelId });
    expect(await contentsFor(ann, channelId)).toEqual([]);
    await say(owner, channelId, 'second stay');

    expect(await contentsFor(ann, channelId)).toEqual(['second stay']);
    expect(await contentsFor(owner, channelId)).toEqual(['before', 'first stay', 'away', 'second stay']);
  });

  it('is nobody’s after the end, nor does anybody write then', async () => {
    const { channelId, members } = await groups.group(3);
    const [owner, ann] = members;
    await say(owner, channelId, 'kept');
    await groups.dissolve.execute(owner, { channelId });

    for (const actor of [owner, ann]) {
      expect(await outcomes([contentsFor(actor, channelId), say(actor, channelId, 'x')])).toEqual([
        ...['unknown_channel', 'unknown_channel'],
      ]);
    }
    expect(await groups.messages.stored(channelId)).toMatchObject([{ content: 'kept', isDeleted: false }]);
  });
});

describe(`a group of ${GROUP_MEMBERS_MAX} members`, () => {
  let channelId: Id;
  let members: readonly AccountActor[];
  beforeAll(async () => {
    ({ channelId, members } = await groups.group(GROUP_MEMBERS_MAX));
  });

  it('is made with as many statements as a small one', async () => {
    const [owner, ...others] = await groups.people(100);
    const memberIds = others.map(({ userId }) => userId);
    const [large, small] = [
      await statementsOf(() => groups.create.execute(owner, { name: 'g', memberIds })),
      await statementsOf(() => groups.create.execute(owner, { name: 'g', memberIds: memberIds.slice(0, 1) })),
    ];

    expect(large).toHaveLength(small.length);
  });

  it('gets a message by one row and at most two updates', async () => {
    const first = await statementsOf(() => say(members[0], channelId, 'first'));
    const second = await statementsOf(() => say(members[1], channelId, 'second'));
    const third = await statementsOf(() => say(members[1], channelId, 'third'));

    for (const statements of [first, second, third]) {
      expect(count(statements, /\bINSERT INTO\b/g)).toBe(1);
      expect(count(statements, /(?<!FOR )(?<!KEY )\bUPDATE\s+\w+\s+\w+\s+SET\b/g)).toBeLessThanOrEqual(2);
      expect(count(statements, /\bDELETE FROM\b/g)).toBe(0);
    }
    expect(third).toHaveLength(1);
    expect(await groups.messages.stored(channelId)).toHaveLength(3);
  });

  it('takes nobody else in until somebody leaves', async () => {
    const [ann] = await groups.people(1);
    expect(await outcomes([groups.join.execute(ann, { channelId })])).toEqual(['group_members_max']);
    await groups.leave.execute(members[7], { channelId });

    expect(await outcomes([groups.join.execute(ann, { channelId })])).toEqual([undefined]);
    expect(await groups.counted(channelId)).toEqual({ rows: GROUP_MEMBERS_MAX, said: GROUP_MEMBERS_MAX });
  });
});

describeWithPostgres('groups with real concurrency', () => {
  it('make nobody a member twice, however often they join at once', async () => {
    const { channelId, members } = await groups.group(2);
    const [ann] = await groups.people(1);
    const joins = Array.from({ length: 12 }, (_, index) =>
      index % 3 === 0
        ? groups.add.execute(members[0], { channelId, userId: ann.userId })
        : groups.join.execute(ann, { channelId }),
    );
    const codes = await outcomes(joins);

    expect(codes.filter((code) => code === undefined)).toHaveLength(1);
    expect(new Set(codes)).toEqual(new Set([undefined, 'already_member']));
    expect(await groups.counted(channelId)).toEqual({ rows: 3, said: 3 });
  });

  it('never grow beyond their maximum', async () => {
    const { channelId } = await groups.group(GROUP_MEMBERS_MAX - 3);
    const people = await groups.people(10);
    const codes = await outcomes(people.map((actor) => groups.join.execute(actor, { channelId })));

    expect(codes.filter((code) => code === undefined)).toHaveLength(3);
    expect(codes.filter((code) => code === 'group_members_max')).toHaveLength(7);
    expect(await groups.counted(channelId)).toEqual({ rows: GROUP_MEMBERS_MAX, said: GROUP_MEMBERS_MAX });
  });

  it('give joins a point between the messages that are sent meanwhile', async () => {
    const { channelId, members } = await groups.group(1);
    const [owner] = members;
    const people = await groups.people(6);
    await Promise.all([
      ...Array.from({ length: 30 }, (_, index) => say(owner, channelId, `${index}`)),
      ...people.map((actor) => groups.join.execute(actor, { channelId })),
    ]);
    const stored = await groups.messages.stored(channelId);

    for (const actor of people) {
      const { joinedSeq = 0 } = (await groups.reader.member(channelId, actor.userId)) ?? {};
      const later = stored.filter(({ seq }) => seq > joinedSeq).map(({ content }) => content);
      expect(await contentsFor(actor, channelId)).toEqual(later);
    }
  });

  it('have one owner, who is a member, whatever is done to them at once', async () => {
    const { channelId, members } = await groups.group(6);
    const [owner, ann, bob, ...others] = members;
    await outcomes([
      groups.transfer.execute(owner, { channelId, userId: ann.userId }),
      groups.transfer.execute(owner, { channelId, userId: bob.userId }),
      groups.kick.execute(owner, { channelId, userId: ann.userId }),
      groups.leave.execute(bob, { channelId }),
      ...others.map((actor) => groups.leave.execute(actor, { channelId })),
    ]);
    const group = await groups.reader.find(channelId);
    const owners = await groups.dataSource.query<{ user_id: Id }[]>(
      `SELECT user_id FROM channel_recipients WHERE channel_id = $1 AND role = 'owner'`,
      [channelId],
    );

    expect(owners.map(({ user_id }) => user_id)).toEqual([group?.ownerId]);
    const { rows, said } = await groups.counted(channelId);
    expect(said).toBe(rows);
  });
});
