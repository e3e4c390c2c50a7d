import { isAppError } from '../../shared/errors';
import { checkDraft, type MessageDraft } from './message-draft';
import { EMOJI_CONTENT_MAX, type MessageFormat, STICKER_CONTENT_MAX } from './message-format';

const file = (contentType: string) => ({ id: '1', filename: 'a', contentType, size: 1 });
const problemOf = (draft: Partial<MessageDraft>): unknown => {
  try {
    checkDraft({ content: '', ...draft });
    return undefined;
  } catch (error) {
    return isAppError(error) ? [error.code, error.details.field] : error;
  }
};

describe('the format of a message', () => {
  it.each<[string, Partial<MessageDraft>]>([
    ['an image by its address', { format: 'image', content: 'https://example.org/a.png' }],
    ['an image as an attachment', { format: 'image', attachments: [file('image/png')] }],
    ['a file by its name', { format: 'file', content: 'report.pdf' }],
    ['a file as an attachment', { format: 'file', attachments: [file('text/plain')] }],
    ['a sticker', { format: 'sticker', content: 'x'.repeat(STICKER_CONTENT_MAX) }],
    ['emojis', { format: 'emoji', content: '😀'.repeat(EMOJI_CONTENT_MAX) }],
    ['a text that says so', { format: 'text', content: 'x' }],
  ])('takes %s', (_what, draft) => {
    expect(problemOf(draft)).toBeUndefined();
  });

  it.each<[string, Partial<MessageDraft>, unknown]>([
    ['an image of nothing', { format: 'image' }, ['empty_message', 'content']],
    ['a file of nothing', { format: 'file', content: ' ' }, ['empty_message', 'content']],
    ['an image that is a text', { format: 'image', attachments: [file('text/plain')] }, ['invalid', 'attachments']],
    ['a sticker of nothing', { format: 'sticker' }, ['empty_message', 'content']],
    ['a sticker with a file', { format: 'sticker', attachments: [file('image/png')] }, ['invalid', 'attachments']],
    [
      'too long a sticker',
      { format: 'sticker', content: 'x'.repeat(STICKER_CONTENT_MAX + 1) },
      ['too_long', 'content'],
    ],
    ['too many emojis', { format: 'emoji', content: '😀'.repeat(EMOJI_CONTENT_MAX + 1) }, ['too_long', 'content']],
    ['an unknown one', { format: 'video' as MessageFormat, content: 'x' }, ['invalid', 'format']],
  ])('refuses %s', (_what, draft, problem) => {
    expect(problemOf(draft)).toEqual(problem);
  });
});
