import type { Guild, GuildChannel } from './guild';
import { checkChannelTasks, guildName, hasChannelTask, withoutChannelTask } from './guild-rules';

const guild: Guild = {
  ...{ id: '1', name: 'guild', ownerId: '2', systemChannelId: '10', rulesChannelId: '10', afkChannelId: '11' },
  ...{ afkTimeoutSeconds: 300, verificationLevel: 0, defaultMessageNotifications: 0, explicitContentFilter: 0 },
  ...{ preferredLocale: 'en-US', memberCount: 1 },
};
const channels = new Map<string, Pick<GuildChannel, 'type'>>([
  ['10', { type: 'text' }],
  ['11', { type: 'voice' }],
  ['12', { type: 'category' }],
]);

describe('the name of a guild', () => {
  it('is kept without spaces around it', () => {
    expect(guildName('  The Hall ')).toBe('The Hall');
    expect(guildName('测试')).toBe('测试');
  });

  it.each(['', ' x ', 'x'.repeat(101)])('is not %j', (text) => {
    expect(() => guildName(text)).toThrow(expect.objectContaining({ kind: 'invalid', details: { field: 'name' } }));
  });
});

describe('channels with a task', () => {
  it('are channels of the guild, of a fitting type', () => {
    expect(() => checkChannelTasks(guild, channels)).not.toThrow();
    expect(() => checkChannelTasks({ ...guild, afkChannelId: undefined }, channels)).not.toThrow();
  });

  it.each([
    ['system_channel_id', { systemChannelId: '12' }],
    ['rules_channel_id', { rulesChannelId: '99' }],
    ['afk_channel_id', { afkChannelId: '10' }],
  ])('are refused as %s otherwise', (field, change) => {
    expect(() => checkChannelTasks({ ...guild, ...change }, channels)).toThrow(
      expect.objectContaining({ kind: 'invalid', details: { field } }),
    );
  });

  it('lose every task when they are gone', () => {
    expect(hasChannelTask(guild, '10')).toBe(true);
    expect(hasChannelTask(guild, '12')).toBe(false);
    expect(withoutChannelTask(guild, '10')).toEqual({
      ...guild,
      systemChannelId: undefined,
      rulesChannelId: undefined,
    });
    expect(withoutChannelTask(guild, '12')).toEqual(guild);
  });
});
