import { created, deleted, idOfSeq } from '../../../test/builders/messages';
import { nameOf, NamingEncoder, RecordingSession } from '../../../test/fakes/realtime';
import type { RoomUserJoined } from '../../domain/rooms';
import { ChannelAudience, HELD_FRAMES_MAX } from './channel-audience';
import type { ChannelEncoder, ClientSession } from './client-session';
import { type ChannelEvent, FrameBatch } from './frames';

function setUp(...encoders: readonly ChannelEncoder[]) {
  const deliveries: [string, number][] = [];
  const audience = new ChannelAudience(new Map(encoders.map((encoder) => [encoder.name, encoder])), (name, count) =>
    deliveries.push([name, count]),
  );
  return { audience, deliveries };
}

/** A session that gets events at once. */
function live(audience: ChannelAudience, session = new RecordingSession()): RecordingSession {
  audience.add(session).release({});
  return session;
}

function tell(audience: ChannelAudience, ...events: readonly ChannelEvent[]): void {
  for (const event of events) audience.push(event);
  audience.flush();
}

const joined = (userKey: string): RoomUserJoined => ({
  type: 'room.user_joined',
  mayWait: true,
  channelId: '1000',
  userKey,
});

describe('ChannelAudience', () => {
  it('encodes each event once and hands all sessions the same batch with the same joined buffer', () => {
    const encoder = new NamingEncoder();
    const { audience, deliveries } = setUp(encoder);
    const sessions = Array.from({ length: 100 }, () => live(audience));

    tell(audience, created(1), created(2));

    expect(encoder.encoded).toEqual(['#1', '#2']);
    const [first] = sessions[0]?.batches ?? [];
    expect(first?.frames).toHaveLength(2);
    expect(first?.joined().toString()).toBe('#1#2');
    for (const session of sessions) {
      expect(session.batches).toHaveLength(1);
      expect(session.batches[0]).toBe(first);
      expect(session.batches[0]?.joined()).toBe(first?.joined());
    }
    expect(deliveries).toEqual([['plain', 200]]);
  });

  it('tells a session nothing of what was waiting already when it came', () => {
    const { audience } = setUp(new NamingEncoder());
    const before = live(audience);
    audience.push(joined('early'));
    const [entering, entered] = [new RecordingSession(), live(audience)];
    const subscription = audience.add(entering);
    tell(audience, joined('late'));
    subscription.release({});
    tell(audience, created(1));

    expect(before.texts).toEqual(['room.user_joined early', 'room.user_joined late', '#1']);
    for (const session of [entering, entered]) expect(session.texts).toEqual(['room.user_joined late', '#1']);
  });

  it('encodes for each dialect that has sessions, and for no other', () => {
    const [plain, other, unused] = [
      new NamingEncoder('plain'),
      new NamingEncoder('other'),
      new NamingEncoder('unused'),
    ];
    const { audience, deliveries } = setUp(plain, other, unused);
    const [a, b] = [live(audience), live(audience, new RecordingSession('other'))];
    audience.add(new RecordingSession('unused')).cancel();

    tell(audience, created(1));

    expect([a.texts, b.texts]).toEqual([['#1'], ['#1']]);
    expect([plain.encoded, other.encoded, unused.encoded]).toEqual([['#1'], ['#1'], []]);
    expect(deliveries).toEqual([
      ['plain', 1],
      ['other', 1],
    ]);
  });

  it('hands nothing over for events that a dialect does not tell', () => {
    const { audience, deliveries } = setUp(new NamingEncoder());
    const session = live(audience);

    tell(audience, { type: 'silent', channelId: '1000' });
    audience.flush();

    expect(session.batches).toEqual([]);
    expect(deliveries).toEqual([]);
  });

  it('tells a cancelled session nothing more, whenever it is cancelled', () => {
    const { audience } = setUp(new NamingEncoder());
    const session = new RecordingSession();
    const subscription = audience.add(session);
    subscription.release({});

    audience.push(created(1));
    subscription.cancel();
    audience.flush();

    expect(session.batches).toEqual([]);
  });

  it('serves the others when one is cancelled while frames are handed out', () => {
    const { audience } = setUp(new NamingEncoder());
    const leaver = new RecordingSession();
    const subscription = audience.add(leaver);
    leaver.deliver = () => subscription.cancel();
    subscription.release({});
    const stayer = live(audience);

    tell(audience, created(1));

    expect(stayer.texts).toEqual(['#1']);
  });
});

describe('ChannelAudience with variants', () => {
  const variantOf = (event: ChannelEvent, session: ClientSession): string | undefined => {
    const name = session instanceof RecordingSession ? session.name : '';
    if (event.type === 'message.created') return '';
    return name === 'nobody' ? undefined : name;
  };

  it('groups sessions by their variants and encodes once per event and variant', () => {
    const encoder = new NamingEncoder('plain', variantOf);
    const { audience, deliveries } = setUp(encoder);
    const named = (name: string): RecordingSession => live(audience, new RecordingSession('plain', name));
    const [a1, a2, b, nobody] = [named('a'), named('a'), named('b'), named('nobody')];

    tell(audience, created(1), joined('x'));

    expect(a1.texts).toEqual(['#1', 'a:room.user_joined x']);
    expect(a1.batches[0]).toBe(a2.batches[0]);
    expect(b.texts).toEqual(['#1', 'b:room.user_joined x']);
    expect(nobody.texts).toEqual(['#1']);
    expect(encoder.encoded).toEqual(['#1', 'a:room.user_joined x', 'b:room.user_joined x']);
    expect(deliveries.reduce((sum, [, count]) => sum + count, 0)).toBe(7);
  });

  it('hands nothing to sessions without any variant', () => {
    const encoder = new NamingEncoder('plain', variantOf);
    const { audience } = setUp(encoder);
    const nobody = live(audience, new RecordingSession('plain', 'nobody'));

    tell(audience, joined('x'));

    expect(nobody.batches).toEqual([]);
    expect(encoder.encoded).toEqual([]);
  });
});

describe('ChannelAudience, while a session reads its initial state', () => {
  it('holds events back and delivers them in order at the release', () => {
    const { audience } = setUp(new NamingEncoder());
    const session = new RecordingSession();
    const subscription = audience.add(session);
    tell(audience, created(1));
    tell(audience, created(2), joined('x'));
    expect(session.batches).toEqual([]);

    subscription.release({});
    tell(audience, created(3));

    expect(session.texts).toEqual(['#1', '#2', 'room.user_joined x', '#3']);
  });

  it('leaves out what the initial state has', () => {
    const { audience } = setUp(new NamingEncoder());
    const session = new RecordingSession();
    const subscription = audience.add(session);
    tell(audience, joined('me'), created(1), created(2), created(3), joined('other'));

    subscription.release({ lastMessageId: idOfSeq(2), covers: (event) => nameOf(event) === 'room.user_joined me' });

    expect(session.texts).toEqual(['#3', 'room.user_joined other']);
  });

  it('leaves out a message of the initial state that is published only after the release', () => {
    const { audience } = setUp(new NamingEncoder());
    const session = new RecordingSession();
    audience.add(session).release({ lastMessageId: idOfSeq(2) });

    tell(audience, created(1), joined('x'), created(2));
    expect(session.texts).toEqual(['room.user_joined x']);
    tell(audience, created(2), created(3));
    expect(session.texts).toEqual(['room.user_joined x', '#3']);
  });

  it('hands over the shared batch again once nothing of it is left out', () => {
    const { audience } = setUp(new NamingEncoder());
    const late = new RecordingSession();
    audience.add(late).release({ lastMessageId: idOfSeq(1) });
    const other = live(audience);

    tell(audience, created(2));
    tell(audience, created(3));

    expect(late.batches).toHaveLength(2);
    expect(late.batches[0]).toBe(other.batches[0]);
    expect(late.batches[1]).toBe(other.batches[1]);
  });

  it('tells a deletion even of a message that the initial state still showed', () => {
    const { audience } = setUp(new NamingEncoder());
    const session = new RecordingSession();
    const subscription = audience.add(session);
    tell(audience, deleted(1, 2));

    subscription.release({ lastMessageId: idOfSeq(2) });

    expect(session.texts).toEqual([nameOf(deleted(1, 2))]);
  });

  it('terminates the session when more is held than allowed, and not before', () => {
    const { audience } = setUp(new NamingEncoder());
    const session = new RecordingSession();
    audience.add(session);
    const events = Array.from({ length: HELD_FRAMES_MAX }, (_, index) => created(index + 1));

    tell(audience, ...events);
    expect(session.terminations).toEqual([]);
    tell(audience, created(HELD_FRAMES_MAX + 1));

    expect(session.terminations).toEqual(['held_overflow']);
    expect(session.batches).toEqual([]);
  });
});

describe('FrameBatch', () => {
  const frame = (text: string) => ({ event: created(1), bytes: Buffer.from(text) });

  it('joins its frames once', () => {
    const batch = new FrameBatch([frame('ab'), frame('c')]);

    expect(batch.byteLength).toBe(3);
    expect(Buffer.from(batch.joined()).toString()).toBe('abc');
    expect(batch.joined()).toBe(batch.joined());
  });

  it('copies nothing for a single frame, and joins none to nothing', () => {
    const single = frame('abc');

    expect(new FrameBatch([single]).joined()).toBe(single.bytes);
    expect(new FrameBatch([]).joined()).toHaveLength(0);
  });
});
