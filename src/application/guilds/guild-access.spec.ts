import { ManualInvalidations } from '../../../test/fakes/guilds-platform';
import { FakeGuildReader } from '../../../test/fakes/guilds-reader';
import { ManualClock } from '../../../test/fakes/rooms-platform';
import { ALL_PERMISSIONS, Permission } from '../../domain/guilds';
import type { Actor } from '../shared/actor';
import { operator } from '../shared/actor';
import { GuildAccess, requireGrantable } from './guild-access';
import { GuildDirectory } from './guild-directory';

const GUILD = '1';
const CHANNEL = '2';
const THREAD = '3';
const HIDDEN = '4';
const OWNER = '10';
const MEMBER = '11';

const actorOf = (userId: string): Actor => ({ kind: 'account', userId });
const refusal = (code: string): Error => expect.objectContaining({ code }) as Error;

function setUp(): { access: GuildAccess; reader: FakeGuildReader; clock: ManualClock; tell: (key: string) => void } {
  const reader = new FakeGuildReader();
  const invalidations = new ManualInvalidations();
  const clock = new ManualClock();
  reader.addGuild(GUILD, OWNER, Permission.viewChannel | Permission.sendMessages);
  reader.addMember(GUILD, MEMBER);
  reader.addChannel(GUILD, { id: CHANNEL });
  const deny = { targetId: GUILD, kind: 'role', allow: 0n, deny: Permission.viewChannel } as const;
  reader.addChannel(GUILD, { id: HIDDEN, overwrites: [deny] });
  reader.threads.set(THREAD, {
    ...{ id: THREAD, guildId: GUILD, parentId: CHANNEL, ownerId: OWNER, type: 'public', name: 'thread' },
    ...{ isArchived: false, isLocked: false, autoArchiveMinutes: 60, archiveChangedAtMs: 0, slowModeSeconds: 0 },
    ...{ memberCount: 1, messageCount: 0 },
  });
  const access = new GuildAccess(new GuildDirectory(reader, invalidations), clock);
  return { access, reader, clock, tell: (key) => invalidations.tell(key) };
}

describe('GuildAccess', () => {
  it('shows members the guild with their permissions', async () => {
    const { access, reader, tell } = setUp();
    reader.addRole(GUILD, { id: '20', permissions: Permission.manageGuild, position: 4 });
    reader.memberships.splice(0, 2, ...reader.memberships.map((one) => ({ ...one, roleIds: ['20'] })));
    tell(`guild:${GUILD}`);

    expect(await access.requireGuild(actorOf(MEMBER), GUILD, Permission.manageGuild)).toMatchObject({
      ...{ guild: { id: GUILD }, member: { userId: MEMBER } },
      permissions: Permission.viewChannel | Permission.sendMessages | Permission.manageGuild,
    });
    expect(await access.requireGuild(actorOf(OWNER), GUILD)).toMatchObject({
      permissions: ALL_PERMISSIONS,
    });
  });

  it.each<[string, Actor]>([
    ['a stranger', actorOf('99')],
    ['a guest', { kind: 'guest', externalId: MEMBER }],
    ['the operator', operator],
  ])('does not tell %s whether a guild or channel exists', async (_who, actor) => {
    const { access } = setUp();

    await expect(access.requireGuild(actor, GUILD)).rejects.toEqual(refusal('unknown_guild'));
    await expect(access.requireGuild(actor, '77')).rejects.toEqual(refusal('unknown_guild'));
    await expect(access.requireChannel(actor, CHANNEL)).rejects.toEqual(refusal('unknown_channel'));
    await expect(access.requireChannel(actor, THREAD)).rejects.toEqual(refusal('unknown_channel'));
    await expect(access.requireChannel(actor, '77')).rejects.toEqual(refusal('unknown_channel'));
  });

  it('refuses what a member may not do', async () => {
    const { access } = setUp();
    const [member, { manageGuild, manageMessages }] = [actorOf(MEMBER), Permission];

    await expect(access.requireGuild(member, GUILD, manageGuild)).rejects.toEqual(refusal('missing_permissions'));
    await expect(access.requireChannel(member, CHANNEL, manageMessages)).rejects.toEqual(
      refusal('missing_permissions'),
    );
    await expect(access.requireChannel(member, HIDDEN)).rejects.toEqual(refusal('missing_access'));
    await expect(access.requireChannel(member, HIDDEN, manageMessages)).rejects.toEqual(refusal('missing_access'));
  });

  it('decides on a thread by its parent', async () => {
    const { access, reader, tell } = setUp();
    const { sendMessagesInThreads, sendMessages } = Permission;

    await expect(access.requireChannel(actorOf(MEMBER), THREAD, sendMessages)).rejects.toEqual(
      refusal('missing_permissions'),
    );
    const allow = { targetId: MEMBER, kind: 'member', allow: sendMessagesInThreads, deny: 0n } as const;
    reader.addChannel(GUILD, { id: CHANNEL, overwrites: [allow] });
    tell(`guild:${GUILD}`);
    expect(await access.requireChannel(actorOf(MEMBER), THREAD, sendMessages)).toMatchObject({
      ...{ thread: { id: THREAD }, channel: { id: CHANNEL } },
    });
    reader.closeChannel(CHANNEL);
    tell(`guild:${GUILD}`);
    await expect(access.requireChannel(actorOf(OWNER), THREAD)).rejects.toEqual(refusal('unknown_channel'));
  });

  it('asks the clock whether somebody is timed out', async () => {
    const { access, reader, clock } = setUp();
    reader.memberships.splice(1, 1, { ...reader.memberships[1], timeoutUntilMs: clock.nowMs() + 1_000 });
    const send = (): Promise<unknown> => access.requireChannel(actorOf(MEMBER), CHANNEL, Permission.sendMessages);

    await expect(send()).rejects.toEqual(refusal('missing_permissions'));
    clock.advance(1_000);
    expect(await send()).toMatchObject({ channel: { id: CHANNEL } });
  });
});

describe('requireGrantable', () => {
  it('lets nobody grant what they have not', () => {
    const { sendMessages, manageGuild } = Permission;

    expect(() => requireGrantable(sendMessages, sendMessages)).not.toThrow();
    expect(() => requireGrantable(sendMessages, 0n)).not.toThrow();
    expect(() => requireGrantable(sendMessages, manageGuild)).toThrow(refusal('missing_permissions'));
    expect(() => requireGrantable(ALL_PERMISSIONS, ALL_PERMISSIONS)).not.toThrow();
  });
});
