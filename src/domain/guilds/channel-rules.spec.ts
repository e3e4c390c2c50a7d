import {
  CATEGORY_CHANNELS_MAX,
  channelName,
  checkPlaces,
  checkTypeChange,
  GUILD_CHANNELS_MAX,
  nextPosition,
} from './channel-rules';
import type { GuildChannel, GuildChannelType } from './guild';

type Standing = Pick<GuildChannel, 'id' | 'type' | 'parentId'>;

const standing = (channels: readonly Standing[]): Map<string, Standing> =>
  new Map(channels.map((channel) => [channel.id, channel]));
const many = (count: number, parentId?: string): Standing[] =>
  Array.from({ length: count }, (_, index) => ({ id: `c${index}`, type: 'text', parentId }));

describe('the name of a channel', () => {
  it.each<[GuildChannelType, string, string]>([
    ['text', 'General', 'general'],
    ['text', '  Big   News, Today! ', 'big-news-today'],
    ['announcement', '-- ÄRGER --', 'ärger'],
    ['text', '测试 😀', '测试-😀'],
    ['voice', '  Big News, Today! ', 'Big News, Today!'],
    ['category', 'Text Channels', 'Text Channels'],
  ])('of type %s: %j is kept as %j', (type, text, name) => {
    expect(channelName(type, text)).toBe(name);
  });

  it.each<[GuildChannelType, string]>([
    ['text', '?!'],
    ['text', ' - '],
    ['voice', '  '],
    ['text', 'x'.repeat(101)],
  ])('of type %s: %j is refused', (type, text) => {
    expect(() => channelName(type, text, 'channels.0.name')).toThrow(
      expect.objectContaining({ kind: 'invalid', details: { field: 'channels.0.name' } }),
    );
  });

  it('is counted in code points', () => {
    expect(channelName('text', '😀'.repeat(100))).toHaveLength(200);
  });
});

describe('where channels stand', () => {
  it('is within categories of the guild, or by themselves', () => {
    const channels: Standing[] = [
      { id: '1', type: 'category' },
      { id: '2', type: 'text', parentId: '1' },
      { id: '3', type: 'voice' },
    ];

    expect(() => checkPlaces(standing(channels))).not.toThrow();
  });

  it.each<[string, Standing[]]>([
    ['in a category that is not there', [{ id: '2', type: 'text', parentId: '1' }]],
    [
      'in a channel that is no category',
      [
        { id: '1', type: 'text' },
        { id: '2', type: 'text', parentId: '1' },
      ],
    ],
    ['in itself', [{ id: '1', type: 'category', parentId: '1' }]],
    [
      'as a category in another',
      [
        { id: '1', type: 'category' },
        { id: '2', type: 'category', parentId: '1' },
      ],
    ],
    ['in a category that is too full', [{ id: '1', type: 'category' }, ...many(CATEGORY_CHANNELS_MAX + 1, '1')]],
  ])('is never %s', (_where, channels) => {
    expect(() => checkPlaces(standing(channels))).toThrow(
      expect.objectContaining({ kind: 'invalid', details: { field: 'parent_id' } }),
    );
  });

  it('is bounded in number', () => {
    expect(() =>
      checkPlaces(standing([{ id: '1', type: 'category' }, ...many(CATEGORY_CHANNELS_MAX, '1')])),
    ).not.toThrow();
    expect(() => checkPlaces(standing(many(GUILD_CHANNELS_MAX)))).not.toThrow();
    expect(() => checkPlaces(standing(many(GUILD_CHANNELS_MAX + 1)))).toThrow(
      expect.objectContaining({ code: 'channels_max' }),
    );
  });

  it('is at first after those of its kind', () => {
    const channels: Pick<GuildChannel, 'type' | 'position'>[] = [
      { type: 'text', position: 4 },
      { type: 'announcement', position: 6 },
      { type: 'voice', position: 9 },
    ];

    expect(nextPosition(channels, 'text')).toBe(7);
    expect(nextPosition(channels, 'voice')).toBe(10);
    expect(nextPosition(channels, 'category')).toBe(0);
  });
});

describe('the type of a channel', () => {
  it('changes between text and announcement only', () => {
    expect(() => checkTypeChange('text', 'announcement')).not.toThrow();
    expect(() => checkTypeChange('announcement', 'text')).not.toThrow();
    expect(() => checkTypeChange('voice', 'voice')).not.toThrow();
    expect(() => checkTypeChange('text', 'voice')).toThrow(expect.objectContaining({ details: { field: 'type' } }));
    expect(() => checkTypeChange('category', 'text')).toThrow(expect.objectContaining({ details: { field: 'type' } }));
  });
});
