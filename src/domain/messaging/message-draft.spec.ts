import { checkDraft, EMBED_TEXT_MAX, EMBEDS_MAX, MESSAGE_ATTACHMENTS_MAX, type MessageDraft } from './message-draft';
import { MessageFlag } from './message-details';

const file = { id: '1', filename: 'a', contentType: 'text/plain', size: 1 };
const problemOf = (draft: Partial<MessageDraft>): unknown => {
  try {
    checkDraft({ content: '', ...draft });
    return undefined;
  } catch (error) {
    return error;
  }
};

describe('checkDraft', () => {
  it.each<[string, Partial<MessageDraft>]>([
    ['a text', { content: 'x' }],
    ['a text that is as long as can be', { content: '😀'.repeat(2_000) }],
    ['an embed alone', { embeds: [{ title: 'x' }] }],
    ['a file alone', { attachments: [file] }],
    ['components alone', { components: [{ type: 1 }] }],
    ['as many embeds as may be', { embeds: Array.from({ length: EMBEDS_MAX }, () => ({ title: 'x' })) }],
    ['as many files as may be', { attachments: Array.from({ length: MESSAGE_ATTACHMENTS_MAX }, () => file) }],
    ['embeds as long as may be', { embeds: [{ description: 'x'.repeat(EMBED_TEXT_MAX) }] }],
    ['a layout of components', { components: [{ type: 10 }], flags: MessageFlag.componentsV2 }],
  ])('takes %s', (_name, draft) => {
    expect(problemOf(draft)).toBeUndefined();
  });

  const half = 'x'.repeat(EMBED_TEXT_MAX / 2);
  it.each<[string, Partial<MessageDraft>, string, string]>([
    ['nothing', {}, 'empty_message', 'content'],
    ['spaces', { content: ' \n' }, 'empty_message', 'content'],
    ['too long a text', { content: 'x'.repeat(2_001) }, 'too_long', 'content'],
    ['what cannot be stored', { content: 'a\u0000' }, 'invalid', 'content'],
    ['too many embeds', { embeds: Array.from({ length: EMBEDS_MAX + 1 }, () => ({})) }, 'invalid', 'embeds'],
    ['too many files', { attachments: Array.from({ length: 11 }, () => file) }, 'invalid', 'attachments'],
    ['embeds that are too long together', { embeds: [{ title: half }, { title: `${half}x` }] }, 'invalid', 'embeds'],
    [
      'embeds that are too long in their parts',
      { embeds: [{ footer: { text: half }, author: { name: half }, fields: [{ name: 'a', value: 'b' }] }] },
      ...(['invalid', 'embeds'] as const),
    ],
    ['text in a layout', { content: 'x', flags: MessageFlag.componentsV2 }, 'invalid', 'flags'],
  ])('refuses %s', (_name, draft, code, field) => {
    expect(problemOf(draft)).toMatchObject({ kind: 'invalid', code, details: { field } });
  });
});
