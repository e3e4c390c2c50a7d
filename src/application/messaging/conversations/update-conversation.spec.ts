import { CHANNEL } from '../../../../test/builders/messages';
import { FakeConversationSettings } from '../../../../test/fakes/conversation-list';
import { ANNA, anna, MessagesWorld } from '../../../../test/fakes/messages-world';
import { guildError } from '../../../domain/guilds';
import { DRAFT_LENGTH_MAX, UpdateConversation, type UpdateConversationInput } from './update-conversation';

function setUp() {
  const { policies, policy, uow, clock } = new MessagesWorld();
  const settings = new FakeConversationSettings(uow);
  const useCase = new UpdateConversation(policies, settings, uow, clock);
  const update = (changes: Omit<UpdateConversationInput, 'channelId'>) =>
    useCase.execute(anna, { channelId: CHANNEL, ...changes });
  return { policy, settings, update };
}

describe('UpdateConversation', () => {
  it('changes what is given and leaves the rest', async () => {
    const { update } = setUp();

    expect(await update({ isPinned: true, draft: 'Dear' })).toEqual({ isPinned: true, isMuted: false, draft: 'Dear' });
    expect(await update({ isMuted: true })).toEqual({ isPinned: true, isMuted: true, draft: 'Dear' });
    expect(await update({ isPinned: false, draft: null })).toEqual({ isPinned: false, isMuted: true, draft: '' });
  });

  it('keeps a draft as long as a message', async () => {
    const { update } = setUp();

    expect(await update({ draft: '😀'.repeat(DRAFT_LENGTH_MAX) })).toMatchObject({ isPinned: false });
    for (const draft of ['x'.repeat(DRAFT_LENGTH_MAX + 1), 'a\0', '\ud800']) {
      await expect(update({ draft })).rejects.toMatchObject({ kind: 'invalid', details: { field: 'draft' } });
    }
  });

  it('is for whoever takes part', async () => {
    const { policy, settings, update } = setUp();
    policy.refusal = guildError('unknown_channel');

    await expect(update({ isPinned: true })).rejects.toMatchObject({ code: 'unknown_channel' });
    expect(settings.of(ANNA, CHANNEL)).toBeUndefined();
  });

  it('has nothing for channels of guilds', async () => {
    const { policy, update } = setUp();
    Object.assign(policy, { kind: 'guild' });

    await expect(update({ isPinned: true })).rejects.toMatchObject({ code: 'wrong_channel_type' });
  });
});
