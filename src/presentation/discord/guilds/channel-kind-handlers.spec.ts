import { ManualInvalidations } from '../../../../test/fakes/guilds-platform';
import { FakeGuildReader } from '../../../../test/fakes/guilds-reader';
import { GuildDirectory } from '../../../application/guilds';
import { type ChannelKindHandler, ChannelKindHandlers } from './channel-kind-handlers';

const handler = (): ChannelKindHandler => ({ read: jest.fn(), update: jest.fn(), remove: jest.fn() });

describe('ChannelKindHandlers', () => {
  it('finds who serves a channel by what it is', async () => {
    const reader = new FakeGuildReader();
    const handlers = new ChannelKindHandlers(new GuildDirectory(reader, new ManualInvalidations()));
    const [guildChannels, threads, direct] = [handler(), handler(), handler()];
    reader.addGuild('1', '2');
    reader.addChannel('1', { id: '3' });
    reader.threads.set('4', {
      ...{ id: '4', guildId: '1', parentId: '3', ownerId: '2', type: 'public', name: 'thread', isArchived: false },
      ...{ isLocked: false, autoArchiveMinutes: 60, archiveChangedAtMs: 0, slowModeSeconds: 0, memberCount: 0 },
      messageCount: 0,
    });
    handlers.register('guild_channel', guildChannels);
    handlers.register('thread', threads);
    await expect(handlers.of('5')).rejects.toMatchObject({ code: 'unknown_channel' });
    handlers.register('direct', direct);

    expect(await handlers.of('3')).toBe(guildChannels);
    expect(await handlers.of('4')).toBe(threads);
    expect(await handlers.of('5')).toBe(direct);
    reader.closeChannel('3');
    expect(await handlers.of('3')).toBe(guildChannels);
    for (const text of ['', '@me', '0', '99999999999999999999']) {
      await expect(handlers.of(text)).rejects.toMatchObject({ code: 'unknown_channel' });
    }
  });
});
