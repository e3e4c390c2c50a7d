import { CHANNEL } from '../../../../test/builders/messages';
import { FakeDirectChannelReader, FakeUserDirectory } from '../../../../test/fakes/direct-channels';
import { FakeChannelPolicy, OneChannelPolicy } from '../../../../test/fakes/messaging';
import { AppError, unavailable } from '../../../shared/errors';
import type { AccountActor } from '../../shared/actor';
import { type ConversationAddress, ResolveConversation } from './resolve-conversation';

const ann: AccountActor = { kind: 'account', userId: '20' };
const BOB = '3';

function setUp() {
  const [users, reader, policies] = [
    new FakeUserDirectory(),
    new FakeDirectChannelReader(),
    new OneChannelPolicy(new FakeChannelPolicy()),
  ];
  users.add(BOB);
  const useCase = new ResolveConversation(users, reader, policies);
  const resolve = (address: ConversationAddress) => useCase.execute(ann, address);
  return { users, reader, policies, resolve, withPerson: (userId: string) => resolve({ kind: 'direct', userId }) };
}

describe('ResolveConversation', () => {
  it('finds the conversation with somebody, and opens none', async () => {
    const { reader, withPerson } = setUp();
    expect(await withPerson(BOB)).toBeUndefined();
    reader.channels.set('7', { id: '7', recipientIds: [BOB, ann.userId] });

    expect(await withPerson(BOB)).toBe('7');
    expect(reader.channels.size).toBe(1);
  });

  it('knows no conversation with nobody or with oneself', async () => {
    const { withPerson } = setUp();

    for (const nobody of ['77', 'x', ann.userId]) {
      await expect(withPerson(nobody)).rejects.toMatchObject({ code: 'unknown_user' });
    }
  });

  it('takes a channel for what it is called only when it is that', async () => {
    const { resolve } = setUp();

    expect(await resolve({ kind: 'room', channelId: CHANNEL })).toBe(CHANNEL);
    await expect(resolve({ kind: 'group', channelId: CHANNEL })).rejects.toMatchObject({ code: 'unknown_channel' });
  });

  it('tells an unknown channel from a database that does not answer', async () => {
    const { policies, resolve } = setUp();
    const of = jest.spyOn(policies, 'of');

    of.mockRejectedValueOnce(new AppError('not_found', 'not_found', 'no'));
    await expect(resolve({ kind: 'room', channelId: '9' })).rejects.toMatchObject({ code: 'unknown_channel' });
    of.mockRejectedValueOnce(unavailable('no database'));
    await expect(resolve({ kind: 'room', channelId: '9' })).rejects.toMatchObject({ kind: 'unavailable' });
  });
});
