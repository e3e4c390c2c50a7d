import * as fc from 'fast-check';
import { aMessage } from '../../../../test/builders/messages';
import {
  ConversationWorld,
  NamingConversationEncoder,
  type RecordingPersonalSession,
} from '../../../../test/fakes/conversations';
import { settled } from '../../../../test/fakes/timers';
import { propertyRuns } from '../../../../test/support/property-runs';
import type { Id } from '../../../shared/ids';
import type { ConversationEvent } from './conversation-event';
import type { PersonalSession } from './personal-session';

const PEOPLE = ['1', '2', '3', '4', '5'] as const;
const ENCODERS = ['im', 'chat', 'unknown'] as const;
const [DIRECT, GROUP] = ['100', '200'] as const;
const [first, second] = PEOPLE;

const person = fc.constantFrom(...PEOPLE);
const place = fc.constantFrom(DIRECT, GROUP);

/** What may happen, in any order. */
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('say' as const), channelId: place, isSlow: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('type' as const), channelId: place, userId: person }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('join' as const), userId: person }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('leave' as const), userId: person }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('connect' as const),
      userId: person,
      encoder: fc.constantFrom(...ENCODERS),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('disconnect' as const), index: fc.nat(20) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('settle' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

const nameOf = (event: ConversationEvent): string => {
  if (event.type === 'message.created') return `${event.channelId}#${event.message.seq}`;
  if (event.type === 'typing.started') return `${event.channelId}~${event.userId}@${event.atMs}`;
  if (event.type === 'group.member_added') return `+${event.member.userId}`;
  return event.type === 'group.member_removed' ? `-${event.userId}` : event.type;
};

/** The even ones are not told of messages with an odd number, everybody else in a form by their last digit. */
function variantOf(event: ConversationEvent, { userId }: PersonalSession): string | undefined {
  const parity = Number(userId) % 2;
  if (parity === 0 && event.type === 'message.created' && event.message.seq % 2 === 1) return undefined;
  return `v${parity}`;
}

interface Expected {
  readonly session: RecordingPersonalSession & { leave(): void };
  readonly encoder: string;
  readonly texts: string[];
  isGone: boolean;
}

/** Does what happens to the feed and to a model of whom it concerns. */
class Play {
  readonly world = new ConversationWorld();
  readonly expected: Expected[] = [];
  private readonly members = new Set<Id>([first]);
  private readonly seqs = new Map<Id, number>();
  /** Names of events that take their time to encode. */
  private readonly slow = new Set<string>();
  /** Reads and encodings under way. */
  private readonly waiting: (() => void)[] = [];
  private count = 0;

  constructor() {
    const { world } = this;
    world.direct(DIRECT, first, second);
    this.storeMembers();
    for (const name of ENCODERS.slice(0, 2)) {
      const encoder = new NamingConversationEncoder(name, variantOf, nameOf);
      encoder.before = (event) => this.delayOf(event);
      world.feed.register(encoder, 'im');
    }
    // Who takes part is read a little later than it is asked for.
    world.members.before = () => new Promise((resolve) => this.waiting.push(resolve));
  }

  async do(one: Step): Promise<void> {
    switch (one.kind) {
      case 'say':
        return this.say(one.channelId, one.isSlow);
      case 'type':
        return this.type(one.channelId, one.userId);
      case 'join':
        return this.join(one.userId);
      case 'leave':
        return this.leave(one.userId);
      case 'connect':
        return this.connect(one.userId, one.encoder);
      case 'disconnect':
        return this.disconnect(one.index);
      default:
        return this.settle();
    }
  }

  /** Everything under way is told. */
  async settle(): Promise<void> {
    for (let round = 0; round < 3; round += 1) {
      for (const resolve of this.waiting.splice(0)) resolve();
      await settled();
    }
    this.world.timers.endTick();
  }

  private say(channelId: Id, isSlow: boolean): void {
    const seq = (this.seqs.get(channelId) ?? 0) + 1;
    this.seqs.set(channelId, seq);
    if (isSlow) this.slow.add(`${channelId}#${seq}`);
    this.publish({ type: 'message.created', channelId, message: aMessage(seq, { channelId }) }, channelId);
  }

  private type(channelId: Id, userId: Id): void {
    this.count += 1;
    this.publish({ type: 'typing.started', channelId, userId, atMs: this.count }, channelId, userId);
  }

  private join(userId: Id): void {
    if (this.members.has(userId)) return;
    this.members.add(userId);
    this.storeMembers();
    this.publish({ ...{ type: 'group.member_added', channelId: GROUP }, member: { userId } } as never, GROUP);
  }

  private leave(userId: Id): void {
    if (!this.members.delete(userId)) return;
    this.storeMembers();
    const event = { ...{ type: 'group.member_removed', channelId: GROUP }, userId } as never;
    this.publish(event, GROUP, undefined, userId);
  }

  private connect(userId: Id, encoder: string): void {
    const session = this.world.session(userId, encoder);
    this.expected.push({ session, encoder, texts: [], isGone: false });
  }

  private disconnect(index: number): void {
    const one = this.expected[index];
    if (!one || one.isGone) return;
    one.isGone = true;
    one.session.leave();
  }

  private publish(event: ConversationEvent, channelId: Id, exceptId?: Id, alsoId?: Id): void {
    const concerned = channelId === DIRECT ? new Set<Id>([first, second]) : new Set(this.members);
    if (alsoId !== undefined) concerned.add(alsoId);
    for (const { session, encoder, texts, isGone } of this.expected) {
      if (isGone || encoder === 'unknown' || !concerned.has(session.userId) || session.userId === exceptId) continue;
      const variant = variantOf(event, session);
      if (variant !== undefined) texts.push(`${variant}:${nameOf(event)}`);
    }
    this.world.bus.publish(event);
  }

  private storeMembers(): void {
    this.world.group(GROUP, ...this.members);
  }

  private delayOf(event: ConversationEvent): Promise<void> | undefined {
    return this.slow.has(nameOf(event)) ? new Promise((resolve) => this.waiting.push(resolve)) : undefined;
  }
}

/** Of one channel, in order. */
const inChannel = (texts: readonly string[], channelId: Id): string[] =>
  texts.filter((text) => text.includes(`:${DIRECT}`) === (channelId === DIRECT));

describe('the fan-out', () => {
  it('tells each session exactly what it may know, in the order of each channel', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const play = new Play();
        for (const one of steps) await play.do(one);
        await play.settle();

        for (const { session, texts, isGone } of play.expected) {
          for (const channelId of [DIRECT, GROUP]) {
            const [told, expected] = [inChannel(session.texts, channelId), inChannel(texts, channelId)];
            // Who is gone is owed nothing any more, but was told nothing out of order.
            expect(told).toEqual(isGone ? expected.slice(0, told.length) : expected);
          }
        }
      }),
      propertyRuns(300),
    );
  });
});
