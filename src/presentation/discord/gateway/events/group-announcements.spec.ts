import { aMessage } from '../../../../../test/builders/messages';
import { asBot, FeedWorld, type RecordedSession } from '../../../../../test/fakes/gateway-feed';
import { Intent } from '../../../../application/realtime/gateway';
import type { Group, GroupMember, Message, MessagingEvent } from '../../../../domain/messaging';
import { RECIPIENTS_SHOWN_MAX } from '../../direct/group-presentation';

const GROUP = '5000';
const [OWNER, ANN, BOB, STRANGER] = ['1', '2', '3', '9'];

const group: Group = {
  ...{ id: GROUP, name: 'Climbers', description: '', ownerId: OWNER, joinMode: 'open', isHistoryVisible: false },
  ...{ memberCount: 2, createdAtMs: 0, updatedAtMs: 0 },
};

const said = (seq: number, changes: Partial<Message> = {}): MessagingEvent => {
  const message = aMessage(seq, { channelId: GROUP, author: { userId: OWNER }, ...changes });
  return { type: 'message.created', channelId: GROUP, message };
};

describe('groups on the gateway', () => {
  let world: FeedWorld;

  const seat = (userId: string, changes: Partial<GroupMember> = {}): GroupMember => {
    const member: GroupMember = {
      ...{ channelId: GROUP, userId, role: 'member', joinedAtMs: 0, joinedSeq: 0, ...changes },
    };
    world.groups.members.set(`${GROUP}:${userId}`, member);
    return member;
  };

  const connected = async (userId: string): Promise<RecordedSession> => {
    const session = await world.session(userId);
    session.forget();
    return session;
  };

  beforeEach(() => {
    world = new FeedWorld();
    for (const userId of [OWNER, ANN, BOB, STRANGER]) world.users.add(userId);
    world.groups.groups.set(GROUP, group);
    for (const userId of [OWNER, ANN]) seat(userId);
  });

  it('are among the private channels of a person at first, with what is unread since the join', async () => {
    world.messages.put(...[1, 2, 3].map((seq) => aMessage(seq, { channelId: GROUP, author: { userId: OWNER } })));
    seat(ANN, { joinedSeq: 1 });
    const session = await world.session(ANN);
    const [ready] = session.of('READY');

    expect(ready.private_channels).toEqual([
      {
        ...{ id: GROUP, type: 3, name: 'Climbers', icon: null, owner_id: OWNER, last_message_id: null, flags: 0 },
        ...{ last_pin_timestamp: null, recipients: [expect.objectContaining({ id: OWNER })] },
      },
    ]);
    expect(ready.read_state).toMatchObject({ entries: [{ id: GROUP, unread_count: 2 }] });
    const program = await world.session(BOB, asBot(BOB, Intent.directMessages));
    expect(program.of('READY')).toMatchObject([{ private_channels: [] }]);
  });

  it('carry what is said to their members, and to those who had joined by then', async () => {
    const [owner, ann, stranger] = [await connected(OWNER), await connected(ANN), await connected(STRANGER)];
    seat(ANN, { joinedSeq: 4 });

    world.committed(said(5, { content: 'hello' }));
    world.committed({
      type: 'message.updated',
      channelId: GROUP,
      message: aMessage(4, { channelId: GROUP }),
      headSeq: 5,
    });
    world.committed({ type: 'typing.started', channelId: GROUP, userId: OWNER, atMs: 1_000 });
    await world.settle();

    expect(ann.of('MESSAGE_CREATE')).toMatchObject([{ channel_id: GROUP, channel_type: 3, content: 'hello' }]);
    expect(ann.names).toEqual(['MESSAGE_CREATE', 'TYPING_START']);
    expect(owner.names).toEqual(['MESSAGE_CREATE', 'MESSAGE_UPDATE', 'TYPING_START']);
    expect(owner.of('MESSAGE_CREATE')[0]).not.toHaveProperty('guild_id');
    expect(stranger.names).toEqual([]);
  });

  it('tell who came and who went, in order with what is said', async () => {
    const [ann, bob] = [await connected(ANN), await connected(BOB)];
    const larger = { ...group, memberCount: 3 };

    world.committed(said(1));
    const member = seat(BOB, { joinedSeq: 1 });
    world.committed({ type: 'group.member_added', channelId: GROUP, group: larger, member });
    world.committed(said(2));
    await world.settle();
    world.groups.members.delete(`${GROUP}:${BOB}`);
    world.committed({ type: 'group.member_removed', channelId: GROUP, group, userId: BOB, reason: 'kicked' });
    world.committed(said(3));
    await world.settle();

    expect(ann.names).toEqual([
      ...['MESSAGE_CREATE', 'CHANNEL_RECIPIENT_ADD', 'MESSAGE_CREATE', 'CHANNEL_RECIPIENT_REMOVE', 'MESSAGE_CREATE'],
    ]);
    expect(ann.of('CHANNEL_RECIPIENT_ADD')).toMatchObject([{ channel_id: GROUP, user: { id: BOB } }]);
    expect(bob.names).toEqual(['CHANNEL_CREATE', 'MESSAGE_CREATE', 'CHANNEL_DELETE']);
    expect(bob.of('CHANNEL_CREATE')).toMatchObject([{ type: 3, recipients: [{ id: OWNER }, { id: ANN }] }]);
    expect(bob.of('CHANNEL_DELETE')).toMatchObject([{ id: GROUP, type: 3 }]);
  });

  it('tell that they are made, changed and ended', async () => {
    const [owner, ann] = [await connected(OWNER), await connected(ANN)];

    world.committed({ type: 'group.created', channelId: GROUP, group, memberIds: [OWNER, ANN] });
    world.committed({ type: 'group.updated', channelId: GROUP, group: { ...group, name: 'Hikers' } });
    world.committed({ type: 'group.member_updated', channelId: GROUP, group, member: seat(ANN, { role: 'admin' }) });
    await world.settle();
    world.groups.remove(GROUP);
    world.committed({ type: 'group.dissolved', channelId: GROUP, group, memberIds: [OWNER, ANN] });
    await world.settle();

    for (const session of [owner, ann]) {
      expect(session.names).toEqual(['CHANNEL_CREATE', 'CHANNEL_UPDATE', 'CHANNEL_DELETE']);
    }
    expect(owner.of('CHANNEL_CREATE')).toMatchObject([{ recipients: [{ id: ANN }] }]);
    expect(ann.of('CHANNEL_UPDATE')).toMatchObject([{ name: 'Hikers', recipients: [{ id: OWNER }] }]);
  });

  it('show some of their members only, and are encoded once for all others', async () => {
    const others = Array.from({ length: 20 }, (_, index) => `${100 + index}`);
    for (const userId of others) {
      world.users.add(userId);
      seat(userId);
    }
    const [one, other] = [await connected(others[18]), await connected(others[19])];
    const owner = await connected(OWNER);

    world.committed({ type: 'group.updated', channelId: GROUP, group });
    await world.settle();

    const dispatchOf = (session: RecordedSession) => session.told[0].dispatch;
    expect(dispatchOf(one)).toBe(dispatchOf(other));
    for (const session of [one, owner]) {
      const [told] = session.of('CHANNEL_UPDATE');
      const recipients: readonly { readonly id: string }[] = told.recipients;
      expect(recipients).toHaveLength(RECIPIENTS_SHOWN_MAX);
      expect(recipients.map(({ id }) => id)).not.toContain(session.identity.userId);
    }
  });
});
