import { aMessage, CHANNEL, deleted, idOfSeq } from '../../../test/builders/messages';
import { FakeAttachmentRegistry } from '../../../test/fakes/files';
import {
  FakeChannelPolicy,
  FakeMessageRepository,
  FakeMessages,
  OneChannelPolicy,
} from '../../../test/fakes/messaging';
import { FakeUnitOfWork, ManualClock } from '../../../test/fakes/rooms-platform';
import { roomAdminsOnly } from '../../domain/rooms';
import { operator } from '../shared/actor';
import { DeleteMessage } from './delete-message';
import { MessageRemoval } from './message-removal';

function setUp() {
  const messages = new FakeMessages();
  messages.put(aMessage(1), aMessage(2), aMessage(3));
  const uow = new FakeUnitOfWork();
  const policy = new FakeChannelPolicy();
  const repository = new FakeMessageRepository(messages, uow);
  const clock = new ManualClock();
  const removal = new MessageRemoval(repository, new FakeAttachmentRegistry(clock, uow), uow, clock);
  const deleteMessage = new DeleteMessage(new OneChannelPolicy(policy), repository, removal);
  const remove = (seq: number) => deleteMessage.execute(operator, { channelId: CHANNEL, messageId: idOfSeq(seq) });
  return { messages, uow, policy, repository, remove };
}

describe('DeleteMessage', () => {
  it('buries the message and tells the head at which that happened', async () => {
    const { messages, uow, remove } = setUp();

    await remove(1);

    expect(messages.of(CHANNEL)?.map(({ seq }) => seq)).toEqual([2, 3]);
    expect(messages.headSeq(CHANNEL)).toBe(3);
    expect(uow.events).toEqual([deleted(1, 3)]);
  });

  it('knows no message that is unknown or deleted already', async () => {
    const { uow, remove } = setUp();
    await remove(1);

    for (const seq of [1, 9]) {
      await expect(remove(seq)).rejects.toMatchObject({ kind: 'not_found', details: { field: 'id' } });
    }
    expect(uow.events).toHaveLength(1);
  });

  it('deletes a message once when asked twice at the same time', async () => {
    const { uow, remove } = setUp();

    const [first, second] = await Promise.allSettled([remove(2), remove(2)]);

    expect(first.status).toBe('fulfilled');
    expect(second).toMatchObject({ status: 'rejected', reason: { kind: 'not_found' } });
    expect(uow.events).toEqual([deleted(2, 3)]);
  });

  it('deletes nothing that the policy refuses', async () => {
    const { messages, policy, uow, remove } = setUp();
    policy.refusal = roomAdminsOnly();

    await expect(remove(1)).rejects.toMatchObject({ code: 'forbidden' });
    expect(messages.of(CHANNEL)).toHaveLength(3);
    expect(uow.runs).toBe(0);
  });
});
