import { parseEmoji } from './emoji';

describe('parseEmoji', () => {
  it.each(['👍', '❤️', '🇩🇪', '👨‍👩‍👧‍👦', '👍🏽', '1️⃣', '🏴󠁧󠁢󠁷󠁬󠁳󠁿'])('takes %s', (text) => {
    expect(parseEmoji(text)).toEqual({ name: text });
  });

  it.each([
    ['❤', '❤️'],
    ['1⃣', '1️⃣'],
    ['☺', '☺️'],
  ])('makes %s the same kind as its full form', (short, full) => {
    expect(parseEmoji(short)).toEqual({ name: full });
  });

  it.each([
    ['party:123', { id: '123', name: 'party' }],
    ['a:party:123', { id: '123', name: 'party' }],
  ])('reads the custom %s', (text, emoji) => {
    expect(parseEmoji(text)).toEqual(emoji);
  });

  it.each(['', 'x', '1', '👍👍', ':)', 'party', 'party:', ':123', 'party:0', 'pa rty:1', '👍x', '😀'.repeat(100)])(
    'knows no %p',
    (text) => {
      expect(parseEmoji(text)).toBeUndefined();
    },
  );
});
