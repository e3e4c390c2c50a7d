import { asBot, FeedWorld, RecordedSession } from '../../../../../test/fakes/gateway-feed';
import { settled } from '../../../../../test/fakes/timers';
import { Intent } from '../../../../application/realtime/gateway';
import { Permission } from '../../../../domain/guilds';

const GUILD = '100';
const OWNER = '1';
const MEMBER = '2';
const GENERAL = '1000';
const HIDDEN = '1001';

const hidden = [{ targetId: GUILD, kind: 'role' as const, allow: 0n, deny: Permission.viewChannel }];

describe('the first state of a gateway session', () => {
  let world: FeedWorld;

  /** Every read waits until it may go on. */
  const readSlowly = (): (() => void) => {
    const waiting: (() => void)[] = [];
    world.reader.after = () => new Promise((resolve) => void waiting.push(resolve));
    return () => waiting.splice(0).forEach((resolve) => resolve());
  };

  beforeEach(() => {
    world = new FeedWorld();
    world.users.add(OWNER);
    world.reader.addGuild(GUILD, OWNER);
    world.reader.addChannel(GUILD, { id: GENERAL });
    world.reader.addChannel(GUILD, { id: HIDDEN, overwrites: hidden });
    world.addMember(GUILD, MEMBER);
  });

  it('is READY with unavailable guilds, then each guild in full', async () => {
    const session = await world.session(OWNER);

    expect(session.names.slice(0, 2)).toEqual(['READY', 'GUILD_CREATE']);
    expect(session.of('READY')[0]).toMatchObject({
      v: 10,
      user: { id: OWNER, username: 'user1', discriminator: '0', avatar: null },
      guilds: [{ id: GUILD, unavailable: true }],
      session_id: session.id,
      session_type: 'normal',
      resume_gateway_url: 'ws://localhost/gateway',
      application: { id: OWNER, flags: 0 },
      private_channels: [],
      shard: [0, 1],
      read_state: { entries: [] },
    });
    expect(session.of('GUILD_CREATE')[0]).toMatchObject({
      id: GUILD,
      unavailable: false,
      joined_at: expect.any(String),
      large: false,
      member_count: 1,
      members: [{ user: { id: OWNER } }, { user: { id: MEMBER } }],
      channels: [{ id: GENERAL }, { id: HIDDEN }],
      roles: [{ id: GUILD, colors: { primary_color: 0 } }],
      threads: [],
      voice_states: [],
      stage_instances: [],
      guild_scheduled_events: [],
      soundboard_sounds: [],
      emojis: [],
      stickers: [],
    });
  });

  it('lists the direct channels of people with the other one, last used first', async () => {
    world.users.add('90');
    world.direct.channels.set('800', { id: '800', recipientIds: [OWNER, MEMBER] });
    world.direct.channels.set('801', { id: '801', recipientIds: [OWNER, '90'], lastMessageId: '900' });
    world.direct.channels.set('802', { id: '802', recipientIds: [MEMBER, '90'] });
    const session = await world.session(OWNER);

    expect(session.of('READY')[0]).toMatchObject({
      private_channels: [
        { id: '801', type: 1, last_message_id: '900', recipients: [{ id: '90' }] },
        { id: '800', type: 1, last_message_id: null, recipients: [{ id: MEMBER }] },
      ],
    });
  });

  it('leaves out channels that the user cannot view', async () => {
    const session = await world.session(MEMBER);

    expect(session.of('GUILD_CREATE')[0]).toMatchObject({ channels: [{ id: GENERAL }] });
  });

  it('tells a bot its application and no read state, and only guilds of its shard', async () => {
    const elsewhere = (1n << 22n).toString();
    world.reader.addGuild(elsewhere, OWNER);
    world.addMember(elsewhere, '5', {});
    world.addMember(GUILD, '5', {});
    world.applications.byId.set('75', { id: '75', flags: 4096 } as never);

    const session = await world.session('5', { ...asBot('5', Intent.guilds), shard: [1, 2] });

    const [ready] = session.of('READY');
    expect(ready).toMatchObject({ application: { id: '75', flags: 4096 }, guilds: [{ id: elsewhere }], shard: [1, 2] });
    expect(ready).not.toHaveProperty('read_state');
    expect(session.of('GUILD_CREATE')).toHaveLength(1);
  });

  it('holds back what happens meanwhile until it was told', async () => {
    const goOn = readSlowly();
    const opening = world.session(MEMBER);
    await world.settle();
    goOn();
    await world.settle();
    world.removeMember(GUILD, MEMBER);
    world.committed({ type: 'member.left', guildId: GUILD, userId: MEMBER });
    world.reader.after = () => Promise.resolve();
    goOn();

    const session = await opening;

    expect(session.names).toEqual(['READY']);
    expect(session.of('READY')[0]).toMatchObject({ guilds: [] });
  });

  it('connects to a guild that was joined while memberships were read', async () => {
    world.users.add('6');
    const goOn = readSlowly();
    const opening = world.session('6');
    await world.settle();
    const member = world.addMember(GUILD, '6');
    world.committed({ type: 'member.joined', guildId: GUILD, member });
    world.reader.after = () => Promise.resolve();
    goOn();

    const session = await opening;

    expect(session.names.slice(0, 2)).toEqual(['READY', 'GUILD_CREATE']);
    expect(session.of('GUILD_CREATE')).toHaveLength(1);
  });

  it('reads a guild again that changed while it was read', async () => {
    let reads = 0;
    world.reader.after = async () => {
      reads += 1;
      if (reads !== 2) return;
      const channel = world.reader.addChannel(GUILD, { id: HIDDEN });
      world.committed({ type: 'guild_channel.updated', guildId: GUILD, channel });
    };

    const session = await world.session(MEMBER);

    expect(world.reader.snapshotReads).toBeGreaterThan(1);
    expect(session.of('GUILD_CREATE')[0]).toMatchObject({ channels: [{ id: GENERAL }, { id: HIDDEN }] });
  });

  it('tells nothing to a session that ended meanwhile', async () => {
    const goOn = readSlowly();
    const opening = world.session(MEMBER);
    await world.settle();
    const [waiting] = [...world.sessions.ofUser(MEMBER)];
    waiting.session.end('closed');
    world.feed.close(waiting.session);
    world.reader.after = () => Promise.resolve();
    goOn();
    await opening;

    expect(world.guilds.size).toBe(0);
    expect(world.sessions.size).toBe(0);
  });

  it('counts nobody as present whose session ended with what was held back', async () => {
    const session = new RecordedSession(MEMBER);
    session.onTold = ({ t }) => {
      if (t !== 'TYPING_START') return;
      session.end('overflow');
      world.feed.close(session);
    };
    const { findMany } = world.users;
    world.users.findMany = async (ids) => {
      world.committed({ type: 'typing.started', channelId: GENERAL, userId: OWNER, atMs: 0 });
      await settled();
      return findMany.call(world.users, ids);
    };

    await world.feed.open(session, undefined);

    expect(session.ended).toBe('overflow');
    expect(world.presences.statusOf(MEMBER)).toBe('offline');
    expect(world.guilds.size + world.sessions.size).toBe(0);
  });

  it('forgets a guild with its last session', async () => {
    const session = await world.session(MEMBER);
    expect(world.guilds.size).toBe(1);

    world.feed.close(session);

    expect(world.guilds.size).toBe(0);
  });
});

describe('members asked for', () => {
  let world: FeedWorld;
  const request = { guildId: GUILD, limit: 0, withPresences: true, nonce: 'n1' };

  beforeEach(() => {
    world = new FeedWorld();
    world.users.add(OWNER);
    world.reader.addGuild(GUILD, OWNER);
  });

  it('come in chunks of a thousand, with the nonce', async () => {
    for (let id = 2; id <= 2_100; id += 1) world.addMember(GUILD, id.toString());
    const guild = world.reader.guilds.get(GUILD);
    if (guild) world.reader.guilds.set(GUILD, { ...guild, guild: { ...guild.guild, memberCount: 2_100 } });
    const session = await world.session(OWNER);

    await world.feed.requestMembers(session, { ...request, query: '' });

    const chunks = session.of('GUILD_MEMBERS_CHUNK');
    expect(chunks.map(({ chunk_index, chunk_count, nonce }) => [chunk_index, chunk_count, nonce])).toEqual([
      [0, 3, 'n1'],
      [1, 3, 'n1'],
      [2, 3, 'n1'],
    ]);
    expect(chunks.flatMap(({ members }) => members)).toHaveLength(2_100);
  });

  it('are found by their ids, and those that are none are named', async () => {
    world.addMember(GUILD, MEMBER);
    const session = await world.session(OWNER);

    await world.feed.requestMembers(session, { ...request, userIds: [MEMBER, '404', 'x'] });

    expect(session.of('GUILD_MEMBERS_CHUNK')[0]).toMatchObject({
      guild_id: GUILD,
      members: [{ user: { id: MEMBER } }],
      not_found: ['404', 'x'],
      presences: [],
      chunk_index: 0,
      chunk_count: 1,
    });
  });

  it('are all told only with the intent for members, and never of another guild', async () => {
    const session = await world.session(OWNER, asBot(OWNER, Intent.guilds));
    world.reader.addGuild('101', MEMBER);

    await world.feed.requestMembers(session, { ...request, query: '' });
    await world.feed.requestMembers(session, { ...request, guildId: '101', userIds: [MEMBER] });

    expect(session.of('GUILD_MEMBERS_CHUNK')).toEqual([]);
  });
});
