import { FakeAttachmentRegistry, FakeFileStorage, FakeThumbnails, contentOf } from '../../../test/fakes/files';
import { FakeUnitOfWork, ManualClock, SequentialIds } from '../../../test/fakes/rooms-platform';
import type { Attachment } from '../../domain/messaging';
import { AttachmentLinkCheck, type FollowedLink } from './attachment-link-check';
import { CLEAN_UP_BATCH, CleanUpFiles, UNUSED_FILE_MS } from './clean-up-files';
import { ATTACHMENTS_MAX, KeepAttachments, type NewUpload } from './keep-attachments';
import { ReadAttachment } from './read-attachment';

class FakeLinkCheck extends AttachmentLinkCheck {
  isValid({ hm }: FollowedLink): boolean {
    return hm === 'good';
  }
}

async function* bytes(text: string): AsyncIterable<Uint8Array> {
  yield Buffer.from(text);
}

const CHANNEL = '1000';
const MESSAGE = '2000';
const UPLOADER = '3000';

describe('files', () => {
  let clock: ManualClock;
  let uow: FakeUnitOfWork;
  let storage: FakeFileStorage;
  let registry: FakeAttachmentRegistry;
  let thumbnails: FakeThumbnails;
  let keep: KeepAttachments;
  beforeEach(() => {
    clock = new ManualClock();
    uow = new FakeUnitOfWork();
    storage = new FakeFileStorage(clock);
    registry = new FakeAttachmentRegistry(clock, uow);
    thumbnails = new FakeThumbnails();
    keep = new KeepAttachments(storage, registry, new SequentialIds(clock));
  });

  const upload = async (filename: string, description?: string): Promise<NewUpload> => ({
    file: await storage.receive(bytes(filename)),
    filename,
    ...(description !== undefined && { description }),
  });
  const input = (uploads: readonly NewUpload[]) => ({ channelId: CHANNEL, uploaderId: UPLOADER, uploads });
  const send = async (attachments: readonly Attachment[]): Promise<readonly Attachment[]> => {
    const ids = attachments.map(({ id }) => id);
    await uow.run(() => registry.attach(CHANNEL, MESSAGE, ids));
    return attachments;
  };
  const link = (attachment: Attachment, changes: Partial<FollowedLink> = {}): FollowedLink => ({
    ...{ channelId: CHANNEL, attachmentId: attachment.id, filename: attachment.filename },
    ...{ ex: '1', is: '1', hm: 'good', ...changes },
  });

  describe('KeepAttachments', () => {
    it('stores the files of a message under clean names', async () => {
      const [first, second] = await keep.execute(input([await upload('a b.txt', 'a text'), await upload('c')]), send);

      expect(first).toMatchObject({ filename: 'a_b.txt', description: 'a text', size: 7 });
      expect(second).not.toHaveProperty('description');
      expect(await contentOf(await storage.open(first.id))).toBe('a b.txt');
      expect(registry.entries.get(first.id)).toMatchObject({ messageId: MESSAGE, uploaderId: UPLOADER });
    });

    it('does nothing without files', async () => {
      expect(await keep.execute(input([]), async (attachments) => attachments)).toEqual([]);
    });

    it('refuses more files than a message can have', async () => {
      const uploads = await Promise.all(Array.from({ length: ATTACHMENTS_MAX + 1 }, () => upload('a')));

      await expect(keep.execute(input(uploads), send)).rejects.toMatchObject({ code: 'attachments_max' });
      expect(storage.kept.size).toBe(0);
    });

    it('forgets the files of a message that was not sent', async () => {
      const sending = keep.execute(input([await upload('a')]), () => Promise.reject(new Error('refused')));

      await expect(sending).rejects.toThrow('refused');
      expect(storage.kept.size).toBe(0);
      expect(registry.entries.size).toBe(0);
    });

    it('keeps the files of a message that was sent although nobody heard of it', async () => {
      const sending = keep.execute(input([await upload('a')]), async (attachments) => {
        await send(attachments);
        throw new Error('the answer was lost');
      });

      await expect(sending).rejects.toThrow('the answer was lost');
      expect(storage.kept.size).toBe(1);
    });
  });

  describe('ReadAttachment', () => {
    let read: ReadAttachment;
    let attachment: Attachment;
    beforeEach(async () => {
      read = new ReadAttachment(new FakeLinkCheck(), registry, storage, thumbnails);
      [attachment] = await keep.execute(input([await upload('a.txt')]), send);
    });

    it('gives the file to whoever has its link', async () => {
      const file = await read.execute(link(attachment));

      expect(file).toMatchObject({ filename: 'a.txt', size: 5, contentType: 'text/plain; charset=utf-8' });
      expect(await contentOf(file)).toBe('a.txt');
    });

    it('gives the small form of a picture that has one, else the file', async () => {
      expect(await contentOf(await read.execute(link(attachment, { isThumbnail: true })))).toBe('a.txt');
      await thumbnails.make(attachment.id);
      Object.assign(registry.entries.get(attachment.id) ?? {}, { hasThumbnail: true });
      const small = await read.execute(link(attachment, { isThumbnail: true }));

      expect(small).toMatchObject({ contentType: 'image/webp', filename: 'a.txt' });
      expect(await contentOf(small)).toBe(`small ${attachment.id}`);
      expect(await contentOf(await read.execute(link(attachment)))).toBe('a.txt');
    });

    it.each<[string, Partial<FollowedLink>]>([
      ['a wrong signature', { hm: 'bad' }],
      ['another name', { filename: 'b.txt' }],
      ['another channel', { channelId: '7' }],
      ['an unknown attachment', { attachmentId: '7' }],
    ])('refuses %s', async (_what, changes) => {
      const reading = read.execute(link(attachment, changes));

      await expect(reading).rejects.toMatchObject({ code: 'unknown_attachment' });
    });

    it('refuses the file of a deleted message at once', async () => {
      await uow.run(() => registry.release(CHANNEL, [MESSAGE]));

      await expect(read.execute(link(attachment))).rejects.toMatchObject({ code: 'unknown_attachment' });
    });

    it('refuses a file that is gone from the disk', async () => {
      await storage.remove(attachment.id);

      await expect(read.execute(link(attachment))).rejects.toMatchObject({ code: 'unknown_attachment' });
    });
  });

  describe('CleanUpFiles', () => {
    let cleanUp: CleanUpFiles;
    beforeEach(() => {
      cleanUp = new CleanUpFiles(registry, storage, thumbnails, clock);
    });
    const clean = (): Promise<number> => cleanUp.execute(new AbortController().signal);

    it('removes what belongs to no message, once it is old enough', async () => {
      await upload('never asked for');
      const isRepeat = async (attachments: readonly Attachment[]) => attachments;
      const [unsent] = await keep.execute(input([await upload('sent twice')]), isRepeat);
      const [sent] = await keep.execute(input([await upload('sent')]), send);
      clock.advance(UNUSED_FILE_MS);
      expect(await clean()).toBe(0);
      clock.advance(1);

      expect(await clean()).toBe(2);
      expect([...storage.kept.keys()]).toEqual([sent.id]);
      expect(registry.entries.has(unsent.id)).toBe(false);
      expect(storage.received.size).toBe(0);
    });

    it('removes the files of a deleted channel', async () => {
      await keep.execute(input([await upload('sent')]), send);
      registry.deletedChannels.set(CHANNEL, clock.nowMs());
      clock.advance(UNUSED_FILE_MS + 1);

      expect(await clean()).toBe(1);
      expect(storage.kept.size).toBe(0);
    });

    it('goes on until nothing is left, and stops when told to', async () => {
      const many = Array.from({ length: CLEAN_UP_BATCH + 1 }, (_, index) => String(5_000 + index));
      const file = { filename: 'a', contentType: 'text/plain', size: 1, channelId: CHANNEL, uploaderId: UPLOADER };
      await registry.add(many.map((id) => ({ id, ...file })));
      clock.advance(UNUSED_FILE_MS + 1);
      const stopped = new AbortController();
      stopped.abort();
      expect(await cleanUp.execute(stopped.signal)).toBe(0);

      expect(await clean()).toBe(CLEAN_UP_BATCH + 1);
    });
  });
});
