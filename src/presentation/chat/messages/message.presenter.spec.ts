import { aMessage } from '../../../../test/builders/messages';
import type { Attachment, MessageDetails } from '../../../domain/messaging';
import { presentMessage } from './message.presenter';

const file = (filename: string, contentType: string): Attachment => ({ id: '7', filename, size: 1, contentType });
const note = file('note.txt', 'text/plain');
const tea = file('tea.png', 'image/png');
const shown = (content: string, details?: MessageDetails) => {
  const message = aMessage(1, { content, ...(details && { details }) });
  const place = { kind: 'group', channelId: message.channelId } as const;
  const { content: text, message_type: type } = presentMessage(
    message,
    place,
    '1',
    ({ filename }) => `link/${filename}`,
  );
  return [type, text];
};

describe('presentMessage', () => {
  it.each<[string, string, MessageDetails | undefined, string[]]>([
    ['text', 'hello', undefined, ['text', 'hello']],
    ['a picture by its link', 'https://example.org/x.png', { format: 'image' }, ['image', 'https://example.org/x.png']],
    ['a picture alone as its link', '', { format: 'image', attachments: [tea] }, ['image', 'link/tea.png']],
    ['a picture alone of no format', '', { attachments: [tea] }, ['image', 'link/tea.png']],
    ['what is said of a picture', 'see', { attachments: [tea] }, ['text', 'see\nlink/tea.png']],
    ['a file', '', { format: 'file', attachments: [note] }, ['text', 'link/note.txt']],
    ['several', 'both', { attachments: [tea, note] }, ['text', 'both\nlink/tea.png\nlink/note.txt']],
  ])('shows %s', (_what, content, details, expected) => {
    expect(shown(content, details)).toEqual(expected);
  });
});
