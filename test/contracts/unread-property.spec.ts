import * as fc from 'fast-check';
import type { ReadStates } from '../../src/application/messaging';
import { TypeOrmReadStates } from '../../src/infrastructure/persistence/messaging/typeorm-read-states';
import type { Id } from '../../src/shared/ids';
import { type ConversationScene, storedConversations } from '../builders/conversations';
import type { StoredParts } from '../builders/message-parts';
import { openTestDatabase, type TestDatabase } from '../support/database';
import { propertyRuns } from '../support/property-runs';

/** Sequences of operations, each in a group of its own: 2,000, or 100,000 in a long run. */
const SEQUENCES = propertyRuns(2_000).numRuns;
/** They run side by side, so that they share statements. */
const SEQUENCES_AT_ONCE = 250;
const STEPS_MAX = 12;
/** The counts are compared after every so many steps; sequences of all lengths have ended by then. */
const STEPS_BETWEEN_CHECKS = 3;
const PEOPLE = 3;

const who = fc.nat({ max: PEOPLE - 1 });
const which = fc.nat({ max: STEPS_MAX });
/** Each person reads with two devices, of which neither knows what the other one did. */
const operation = fc.oneof(
  { weight: 5, arbitrary: fc.record({ does: fc.constant('send'), who }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('notice'), who }) },
  { weight: 4, arbitrary: fc.record({ does: fc.constant('read'), who, which, device: fc.nat({ max: 1 }) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('read_all'), who, device: fc.nat({ max: 1 }) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constantFrom('delete', 'recall'), which }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('join'), who }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('leave'), who }) },
);
/** Parts that mean nothing to an operation are absent. */
interface Operation {
  readonly does: string;
  readonly who?: number;
  readonly which?: number;
  readonly device?: number;
}

/** What a group remembers, told one operation after the other: each person has a mark up to which nothing is new. */
class ReferenceGroup {
  private readonly log: { readonly isSpoken: boolean; isGone: boolean }[] = [];
  private readonly members = new Set([0, 1]);
  private readonly marks = Array.from({ length: PEOPLE }, () => 0);

  get length(): number {
    return this.log.length;
  }

  isMember(person: number): boolean {
    return this.members.has(person);
  }

  add(person: number, isSpoken: boolean): void {
    this.log.push({ isSpoken, isGone: false });
    if (isSpoken) this.mark(person, this.log.length);
  }

  mark(person: number, position: number): void {
    this.marks[person] = Math.max(this.marks[person] ?? 0, position);
  }

  takeAway(position: number): void {
    const entry = this.log[position];
    if (entry) entry.isGone = true;
  }

  join(person: number): void {
    this.members.add(person);
    this.mark(person, this.log.length);
  }

  leave(person: number): void {
    this.members.delete(person);
  }

  unread(person: number): number | undefined {
    if (!this.members.has(person)) return undefined;
    return this.log.slice(this.marks[person]).filter(({ isSpoken, isGone }) => isSpoken && !isGone).length;
  }
}

/** The same group in the model and in the database. */
interface TwinGroup {
  readonly model: ReferenceGroup;
  readonly channelId: Id;
  /** By position. */
  readonly messages: { readonly id: Id; readonly seq: number }[];
}

/** Many groups with the same three people, in which one operation each happens at a time. */
class Twins {
  private constructor(
    private readonly scene: ConversationScene<StoredParts>,
    private readonly people: readonly Id[],
    private readonly devices: readonly ReadStates[],
    private readonly groups: readonly TwinGroup[],
  ) {}

  static async open(scene: ConversationScene<StoredParts>, count: number): Promise<Twins> {
    const { context, clock, ids, dataSource } = scene.parts.storage;
    const people = await scene.users(PEOPLE);
    const channelIds = Array.from({ length: count }, () => ids.next());
    await dataSource.query(
      `WITH channel AS (INSERT INTO channels (id, kind, name) SELECT id, 'group', '' FROM unnest($1::bigint[]) AS id),
       direct AS (INSERT INTO direct_channels (channel_id) SELECT id FROM unnest($1::bigint[]) AS id),
       grouped AS (INSERT INTO group_channels (channel_id, owner_id, member_count, updated_at)
         SELECT id, $2::bigint, 2, now() FROM unnest($1::bigint[]) AS id)
       INSERT INTO channel_recipients (channel_id, user_id, joined_at)
       SELECT id, person, now() FROM unnest($1::bigint[]) AS id, unnest(ARRAY[$2, $3]::bigint[]) AS person`,
      [channelIds, people[0], people[1]],
    );
    const devices = [new TypeOrmReadStates(context, clock), new TypeOrmReadStates(context, clock)];
    const twin = (channelId: Id): TwinGroup => ({ model: new ReferenceGroup(), channelId, messages: [] });
    return new Twins(scene, people, devices, channelIds.map(twin));
  }

  /** The operation of each group; undefined where nothing happens. */
  async step(operations: readonly (Operation | undefined)[]): Promise<void> {
    const said: Promise<void>[] = [];
    await this.scene.parts.uow.run(async () => {
      for (const [index, group] of this.groups.entries()) {
        const next = operations[index];
        if (next && next.does !== 'send' && next.does !== 'notice') await this.change(group, next);
      }
    });
    for (const [index, group] of this.groups.entries()) {
      const next = operations[index];
      if (next?.does === 'send' || next?.does === 'notice') said.push(this.say(group, next));
    }
    await Promise.all(said);
  }

  /** Places of the groups where a device that has done nothing before counts otherwise than the model. */
  async mistaken(): Promise<readonly number[]> {
    const { context, clock, dataSource } = this.scene.parts.storage;
    const device = new TypeOrmReadStates(context, clock);
    const mistaken = new Set<number>();
    for (const [person, userId] of this.people.entries()) {
      const rows = await dataSource.query<{ channel_id: Id; joined_seq: string }[]>(
        'SELECT channel_id, joined_seq FROM channel_recipients WHERE user_id = $1',
        [userId],
      );
      const joined = rows.map((row) => ({ channelId: row.channel_id, joinedSeq: Number(row.joined_seq) }));
      const isIn = new Set(joined.map(({ channelId }) => channelId));
      const unread = await device.unread(userId, joined);
      for (const [index, { channelId, model }] of this.groups.entries()) {
        const counted = isIn.has(channelId) ? (unread.get(channelId) ?? 0) : undefined;
        if (counted !== model.unread(person)) mistaken.add(index);
      }
    }
    return [...mistaken];
  }

  private async say({ model, channelId, messages }: TwinGroup, { does, who: person = 0 }: Operation): Promise<void> {
    if (!model.isMember(person)) return;
    const kind = does === 'send' ? 'text' : 'pin_notice';
    messages.push(await this.scene.say(channelId, this.people[person] ?? '', { kind }));
    model.add(person, kind === 'text');
  }

  private async change(group: TwinGroup, next: Operation): Promise<void> {
    switch (next.does) {
      case 'delete':
      case 'recall':
        return this.takeAway(group, next);
      case 'join':
      case 'leave':
        return this.move(group, next);
      default:
        return this.read(group, next);
    }
  }

  private async read({ model, channelId, messages }: TwinGroup, next: Operation): Promise<void> {
    const { does, who: person = 0, which: number = 0, device = 0 } = next;
    const states = this.devices[device];
    const userId = this.people[person] ?? '';
    const position = number % Math.max(1, model.length);
    const message = messages[position];
    if (!states || !message || !model.isMember(person)) return;
    if (does === 'read_all') {
      await states.advanceToHead(userId, channelId);
      model.mark(person, model.length);
    } else {
      await states.advance(userId, { channelId, ...message });
      model.mark(person, position + 1);
    }
  }

  private async takeAway({ model, channelId, messages }: TwinGroup, next: Operation): Promise<void> {
    const { does, which: number = 0 } = next;
    const position = number % Math.max(1, model.length);
    const { repository } = this.scene.parts;
    const message = messages[position];
    if (!message) return;
    await repository.bury(channelId, message.id, 1, does === 'recall' ? 'recalled' : 'deleted');
    model.takeAway(position);
  }

  private async move({ model, channelId }: TwinGroup, { does, who: person = 0 }: Operation): Promise<void> {
    const userId = this.people[person] ?? '';
    if (model.isMember(person) === (does === 'join')) return;
    if (does === 'join') {
      await this.scene.join(channelId, userId);
      model.join(person);
    } else {
      await this.scene.leave(channelId, userId);
      model.leave(person);
    }
  }
}

let database: TestDatabase;
let scene: ConversationScene<StoredParts>;
beforeAll(async () => {
  database = await openTestDatabase();
  scene = await storedConversations(database);
}, 60_000);
afterAll(() => database?.close());

describe('unread counts', () => {
  it(
    'are those of the reference, whatever happened',
    async () => {
      const sequence = fc.array<Operation>(operation, { minLength: 1, maxLength: STEPS_MAX, size: 'max' });
      const sequences = fc.array(sequence, {
        ...{ minLength: SEQUENCES_AT_ONCE, maxLength: SEQUENCES_AT_ONCE, size: 'max' },
      });
      let compared = 0;
      await fc.assert(
        fc.asyncProperty(sequences, async (all) => {
          const twins = await Twins.open(scene, all.length);
          for (let step = 0; step < STEPS_MAX; step += 1) {
            await twins.step(all.map((operations) => operations[step]));
            if ((step + 1) % STEPS_BETWEEN_CHECKS !== 0) continue;
            const mistaken = await twins.mistaken();
            expect(shortest(mistaken.map((index) => all[index]?.slice(0, step + 1) ?? []))).toEqual([]);
          }
          compared += all.length;
        }),
        // Shorter ones of a batch would be batches again.
        { numRuns: SEQUENCES / SEQUENCES_AT_ONCE, endOnFailure: true },
      );
      expect(compared).toBe(SEQUENCES);
    },
    // A long run takes minutes.
    30 * 60_000,
  );
});

const shortest = (sequences: readonly (readonly Operation[])[]): readonly Operation[] =>
  [...sequences].sort((one, other) => one.length - other.length)[0] ?? [];
