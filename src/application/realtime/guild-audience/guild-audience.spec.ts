import { FeedWorld, RecordedSession } from '../../../../test/fakes/gateway-feed';
import { DEFAULT_PERMISSIONS, type GuildEvent, Permission, type Role, type Thread } from '../../../domain/guilds';
import { AppError } from '../../../shared/errors';
import type { Id } from '../../../shared/ids';
import { guildKey } from '../../guilds';
import { ChannelVisibility, MEMBER_CLASSES_MAX } from './channel-visibility';
import { FeedSession, HELD_EVENTS_MAX } from './feed-session';
import { ARCHIVED_THREADS_KEPT_MAX, GuildState } from './guild-state';
import { REFRESH_RETRY_MS } from './live-guilds';

const GUILD = '100';
const OWNER = '1';
const event = (name: string) => ({ name, body: Buffer.from('{}') });

describe('FeedSession', () => {
  it('holds back what happens until the first state was told', () => {
    const session = new RecordedSession('2');
    const feed = new FeedSession(session);

    feed.deliver(event('A'));
    session.dispatch(event('READY'));
    feed.release();
    feed.deliver(event('B'));

    expect(session.names).toEqual(['READY', 'A', 'B']);
  });

  it('ends a session for which more is held back than the maximum', () => {
    const session = new RecordedSession('2');
    const feed = new FeedSession(session);
    for (let count = 0; count < HELD_EVENTS_MAX; count += 1) feed.deliver(event('A'));
    expect(session.isEnded).toBe(false);

    feed.deliver(event('A'));

    expect(session.ended).toBe('overflow');
  });
});

describe('ChannelVisibility', () => {
  const role = (id: Id, permissions: bigint): Role => ({
    ...{ id, guildId: GUILD, name: 'role', color: 0, hoist: false, mentionable: false, permissions, position: 0 },
    managed: false,
  });
  const channel = (id: Id) => ({
    ...{ id, guildId: GUILD, type: 'text' as const, name: 'general', position: 0, nsfw: false, slowModeSeconds: 0 },
    overwrites: [{ targetId: '9', kind: 'member' as const, allow: 0n, deny: Permission.viewChannel }],
  });
  const ground = {
    guild: { id: GUILD, ownerId: OWNER },
    roles: new Map([[GUILD, role(GUILD, DEFAULT_PERMISSIONS)]]),
    channels: new Map([['1000', channel('1000')]]),
  };

  it('computes once for all members with the same roles, and apart for whom an overwrite names', () => {
    const visibility = new ChannelVisibility(ground);

    const one = visibility.rightsOf({ userId: '2', roleIds: [] });

    expect([...one.keys()]).toEqual(['1000']);
    expect(visibility.rightsOf({ userId: '3', roleIds: [] })).toBe(one);
    expect([...visibility.rightsOf({ userId: '9', roleIds: [] }).keys()]).toEqual([]);
    expect(visibility.rightsOf({ userId: OWNER, roleIds: [] })).not.toBe(one);
  });

  it('keeps the rights of those whom a change does not concern', () => {
    const channels = new Map(ground.channels);
    const visibility = new ChannelVisibility({ ...ground, channels });
    const before = visibility.rightsOf({ userId: '2', roleIds: [] });
    channels.set('1000', { ...channel('1000'), name: 'other' });

    visibility.channelChanged('1000');

    expect(visibility.rightsOf({ userId: '2', roleIds: [] })).toBe(before);
  });

  it('keeps a bounded number of kinds of members', () => {
    const visibility = new ChannelVisibility(ground);
    const first = visibility.rightsOf({ userId: '2', roleIds: ['0'] });
    for (let kind = 1; kind < MEMBER_CLASSES_MAX; kind += 1) visibility.rightsOf({ userId: '2', roleIds: [`${kind}`] });
    expect(visibility.rightsOf({ userId: '2', roleIds: ['0'] })).toBe(first);

    visibility.rightsOf({ userId: '2', roleIds: ['last'] });

    expect(visibility.rightsOf({ userId: '2', roleIds: ['0'] })).not.toBe(first);
  });
});

describe('GuildState', () => {
  const thread = (id: Id, isArchived: boolean): Thread => ({
    ...{ id, guildId: GUILD, parentId: '1000', ownerId: OWNER, type: 'public', name: 'thread', isArchived },
    ...{ isLocked: false, autoArchiveMinutes: 60, archiveChangedAtMs: 0, slowModeSeconds: 0 },
    ...{ memberCount: 0, messageCount: 0 },
  });
  const aState = (): GuildState => {
    const world = new FeedWorld();
    const guild = world.reader.addGuild(GUILD, OWNER);
    world.reader.addChannel(GUILD, { id: '1000' });
    return new GuildState(guild, [thread('active', false)]);
  };

  it('remembers a bounded number of archived threads', () => {
    const state = aState();
    for (let id = 0; id < ARCHIVED_THREADS_KEPT_MAX; id += 1) state.putThread(thread(`${id}`, true));
    state.putThread(thread('one more', true));

    expect(state.threads.size).toBe(ARCHIVED_THREADS_KEPT_MAX + 1);
    expect(state.threads.has('0')).toBe(false);
    expect(state.threads.has('active')).toBe(true);
  });

  it('knows the newest message and pin of channels and threads', () => {
    const state = aState();
    state.noticeMessage('1000', '77');
    state.noticeMessage('active', '78');
    state.noticePin('1000', 5);
    state.noticePin('active', 6);

    const channel = state.channels.get('1000');
    expect(channel && state.headIdOf(channel)).toBe('77');
    expect(channel?.lastPinAtMs).toBe(5);
    expect(state.threads.get('active')).toMatchObject({ lastMessageId: '78', messageCount: 1, lastPinAtMs: 6 });
  });

  it('loses a channel with its threads', () => {
    const state = aState();
    const channel = state.channels.get('1000');
    if (channel) state.apply({ type: 'guild_channel.deleted', guildId: GUILD, channel });

    expect(state.channels.size + state.threads.size).toBe(0);
  });
});

describe('LiveGuilds', () => {
  it('tries again when a changed guild could not be read', async () => {
    const world = new FeedWorld();
    world.users.add(OWNER);
    world.reader.addGuild(GUILD, OWNER);
    const session = await world.session(OWNER);
    world.reader.addChannel(GUILD, { id: '1000' });
    world.reader.after = () => Promise.reject(new AppError('unavailable', 'unavailable', 'gone'));
    world.invalidations.tell(guildKey(GUILD));
    await world.settle();
    expect(session.names).not.toContain('CHANNEL_CREATE');

    world.reader.after = () => Promise.resolve();
    world.timers.pass(REFRESH_RETRY_MS);
    await world.settle();

    expect(session.names).toContain('CHANNEL_CREATE');
  });

  it('does not let what was read late undo what an event told since', async () => {
    const world = new FeedWorld();
    world.users.add(OWNER);
    world.reader.addGuild(GUILD, OWNER);
    const session = await world.session(OWNER);
    let goOn = (): void => undefined;
    world.reader.after = () => new Promise((resolve) => (goOn = resolve));
    world.invalidations.tell(guildKey(GUILD));
    await world.settle();
    world.reader.after = () => Promise.resolve();
    const created: GuildEvent = {
      type: 'guild_channel.created',
      guildId: GUILD,
      channel: world.reader.addChannel(GUILD, { id: '1000' }),
    };
    world.committed(created);
    goOn();
    await world.settle();

    expect(session.names.filter((name) => name.startsWith('CHANNEL'))).toEqual(['CHANNEL_CREATE']);
    expect(world.guilds.find(GUILD)?.knows('1000')).toBe(true);
  });
});
