import { aMessage, CHANNEL, idOfSeq } from '../../../test/builders/messages';
import { contentOf, FakeFileStorage, FakeThumbnails, FakeUploadedFiles } from '../../../test/fakes/files';
import { anna, BOB, MessagesWorld } from '../../../test/fakes/messages-world';
import { guildError } from '../../domain/guilds';
import { unavailable } from '../../shared/errors';
import { AttachmentLinkCheck, ReadAttachment } from '../files';
import { ReadFile } from './read-file';

class NoLinks extends AttachmentLinkCheck {
  isValid(): boolean {
    return false;
  }
}

const bob = { kind: 'account', userId: BOB } as const;
const FILE = '900';

async function setUp() {
  const world = new MessagesWorld();
  const { attachments: registry, clock, uow } = world;
  const storage = new FakeFileStorage(clock);
  const thumbnails = new FakeThumbnails();
  storage.kept.set(FILE, Buffer.from('abc'));
  await thumbnails.make(FILE);
  const file = { filename: 'a.png', contentType: 'image/png', size: 3, hasThumbnail: true };
  await registry.add([{ id: FILE, uploaderId: anna.userId, ...file }]);
  world.messages.put(aMessage(1));
  const useCase = new ReadFile(
    new FakeUploadedFiles(registry),
    world.readMessage,
    registry,
    new ReadAttachment(new NoLinks(), registry, storage, thumbnails),
  );
  const send = async (): Promise<void> => {
    Object.assign(registry.entries.get(FILE) ?? {}, { channelId: CHANNEL, messageId: idOfSeq(1) });
  };
  const release = (): Promise<void> => uow.run(() => registry.release(CHANNEL, [idOfSeq(1)]));
  return { ...world, useCase, send, release };
}

describe('ReadFile', () => {
  it('gives a file that is not sent to its uploader only', async () => {
    const { useCase } = await setUp();
    const file = await useCase.execute(anna, { attachmentId: FILE });

    expect(file).toMatchObject({ filename: 'a.png', contentType: 'image/png' });
    expect(await contentOf(file)).toBe('abc');
    const small = await useCase.execute(anna, { attachmentId: FILE, isThumbnail: true });
    expect(await contentOf(small)).toBe(`small ${FILE}`);
    await expect(useCase.execute(bob, { attachmentId: FILE })).rejects.toMatchObject({ code: 'unknown_attachment' });
    await expect(useCase.execute(bob, { attachmentId: 'x' })).rejects.toMatchObject({ code: 'unknown_attachment' });
  });

  it('gives a sent one to whoever may read its message, and to nobody else', async () => {
    const { useCase, send, policy } = await setUp();
    await send();
    expect(await contentOf(await useCase.execute(bob, { attachmentId: FILE }))).toBe('abc');

    for (const code of ['missing_access', 'unknown_channel'] as const) {
      policy.refusals.set('history', guildError(code));
      await expect(useCase.execute(bob, { attachmentId: FILE })).rejects.toMatchObject({ code: 'unknown_attachment' });
    }
    policy.refusals.set('history', unavailable('later'));
    await expect(useCase.execute(bob, { attachmentId: FILE })).rejects.toMatchObject({ kind: 'unavailable' });
  });

  it('gives nobody a file that its message lost', async () => {
    const { useCase, send, release } = await setUp();
    await send();
    await release();

    await expect(useCase.execute(anna, { attachmentId: FILE })).rejects.toMatchObject({ code: 'unknown_attachment' });
  });
});
