import { createHash } from 'node:crypto';
import {
  type AttachmentCopy,
  type AttachmentPlace,
  AttachmentRegistry,
  FileStorage,
  type ImageOwner,
  ImageStore,
  type NewAttachment,
  type OpenFile,
  type PictureSize,
  type ReceivedFile,
  type RemovedAttachments,
  type StoredAttachment,
  Thumbnails,
  UploadedFiles,
} from '../../src/application/files';
import type { Clock } from '../../src/application/shared/clock';
import type { UnitOfWork } from '../../src/application/shared/unit-of-work';
import { guildError } from '../../src/domain/guilds';
import type { Attachment } from '../../src/domain/messaging';
import { assert } from '../../src/shared/assert';
import { invalid } from '../../src/shared/errors';
import type { Id } from '../../src/shared/ids';

export const FAKE_FILE_BYTES_MAX = 1_000;

interface ReceivedContent {
  readonly content: Buffer;
  readonly receivedAtMs: number;
}

/** Files in memory. Every file is plain text. */
export class FakeFileStorage extends FileStorage {
  readonly fileBytesMax = FAKE_FILE_BYTES_MAX;
  readonly received = new Map<string, ReceivedContent>();
  readonly kept = new Map<Id, Buffer>();
  private count = 0;

  constructor(private readonly clock: Clock) {
    super();
  }

  async receive(source: AsyncIterable<Uint8Array>): Promise<ReceivedFile> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of source) chunks.push(chunk);
    const content = Buffer.concat(chunks);
    if (content.length > this.fileBytesMax) throw guildError('request_too_large');
    this.count += 1;
    const key = `received ${this.count}`;
    this.received.set(key, { content, receivedAtMs: this.clock.nowMs() });
    return { key, size: content.length, contentType: 'text/plain; charset=utf-8' };
  }

  async keep({ key }: Pick<ReceivedFile, 'key'>, attachmentId: Id): Promise<void> {
    const file = this.received.get(key);
    assert(file, 'a file is received before it is kept');
    this.received.delete(key);
    this.kept.set(attachmentId, file.content);
  }

  async discard({ key }: Pick<ReceivedFile, 'key'>): Promise<void> {
    this.received.delete(key);
  }

  async open(attachmentId: Id): Promise<Omit<OpenFile, 'contentType'> | undefined> {
    const content = this.kept.get(attachmentId);
    return content && { size: content.length, content: chunksOf(content) };
  }

  async remove(attachmentId: Id): Promise<void> {
    this.kept.delete(attachmentId);
  }

  async sweep(olderThanMs: number): Promise<number> {
    const old = [...this.received].filter(([, { receivedAtMs }]) => receivedAtMs < olderThanMs);
    for (const [key] of old) this.received.delete(key);
    return old.length;
  }
}

async function* chunksOf(content: Buffer): AsyncIterable<Uint8Array> {
  yield content;
}

/** The whole of a stored file. */
export async function contentOf(file: Pick<OpenFile, 'content'> | undefined): Promise<string | undefined> {
  if (!file) return undefined;
  const chunks: Uint8Array[] = [];
  for await (const chunk of file.content) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

interface AttachmentEntry extends NewAttachment {
  readonly createdAtMs: number;
  messageId?: Id;
  /** Of a copy: whose bytes it has. */
  readonly fileId?: Id;
}

/** What the table of attachments would hold. */
export class FakeAttachmentRegistry extends AttachmentRegistry {
  readonly entries = new Map<Id, AttachmentEntry>();
  /** Channels that are deleted, with the time of it. */
  readonly deletedChannels = new Map<Id, number>();

  constructor(
    private readonly clock: Clock,
    private readonly uow: UnitOfWork,
  ) {
    super();
  }

  async add(attachments: readonly NewAttachment[]): Promise<void> {
    for (const one of attachments) this.entries.set(one.id, { ...one, createdAtMs: this.clock.nowMs() });
  }

  async attach(channelId: Id, messageId: Id, attachmentIds: readonly Id[]): Promise<void> {
    assert(this.uow.active, 'attachments change with their message');
    for (const id of attachmentIds) {
      const entry = this.entries.get(id);
      if (entry?.channelId === channelId && entry.messageId === undefined) entry.messageId = messageId;
    }
  }

  async release(channelId: Id, messageIds: readonly Id[], keptIds: readonly Id[] = []): Promise<void> {
    assert(this.uow.active, 'attachments change with their message');
    for (const entry of this.entries.values()) {
      const isOfOne = entry.messageId !== undefined && messageIds.includes(entry.messageId);
      if (isOfOne && entry.channelId === channelId && !keptIds.includes(entry.id)) delete entry.messageId;
    }
  }

  async releaseOfDeletedChannels(sinceMs: number): Promise<number> {
    const released = [...this.entries.values()].filter(
      ({ channelId = '', messageId }) =>
        messageId !== undefined && (this.deletedChannels.get(channelId) ?? -1) >= sinceMs,
    );
    for (const entry of released) delete entry.messageId;
    return released.length;
  }

  async find(placeId: Id, attachmentId: Id): Promise<StoredAttachment | undefined> {
    const entry = this.entries.get(attachmentId);
    if (!entry || !isFoundAt(entry, placeId) || this.deletedChannels.has(entry.channelId ?? '')) return undefined;
    const { filename, contentType, hasThumbnail } = entry;
    return { filename, contentType, fileId: entry.fileId ?? entry.id, ...(hasThumbnail && { hasThumbnail }) };
  }

  async unused(createdBeforeMs: number, limit: number): Promise<readonly Id[]> {
    return [...this.entries.values()]
      .filter(({ messageId, createdAtMs }) => messageId === undefined && createdAtMs < createdBeforeMs)
      .sort((one, other) => one.createdAtMs - other.createdAtMs)
      .slice(0, limit)
      .map(({ id }) => id);
  }

  async removeUnused(attachmentIds: readonly Id[]): Promise<RemovedAttachments> {
    const removed = attachmentIds.flatMap((id) => {
      const entry = this.entries.get(id);
      return entry && entry.messageId === undefined ? [entry] : [];
    });
    for (const { id } of removed) this.entries.delete(id);
    const left = new Set([...this.entries.values()].map(({ id, fileId = id }) => fileId));
    const fileIds = new Set(removed.map(({ id, fileId = id }) => fileId).filter((fileId) => !left.has(fileId)));
    return { ids: removed.map(({ id }) => id), fileIds: [...fileIds] };
  }
}

function isFoundAt({ channelId, messageId, uploaderId }: AttachmentEntry, placeId: Id): boolean {
  if (messageId === undefined) return channelId === undefined && placeId === uploaderId;
  return placeId === channelId || placeId === uploaderId;
}

/** On what {@link FakeAttachmentRegistry} has. */
export class FakeUploadedFiles extends UploadedFiles {
  constructor(private readonly registry: FakeAttachmentRegistry) {
    super();
  }

  async own(uploaderId: Id, attachmentIds: readonly Id[]): Promise<readonly Attachment[]> {
    return this.all()
      .filter((entry) => attachmentIds.includes(entry.id) && entry.uploaderId === uploaderId && !entry.fileId)
      .filter(({ channelId, messageId }) => channelId === undefined || messageId !== undefined)
      .map(({ channelId: _channel, uploaderId: _uploader, createdAtMs: _at, messageId: _message, ...one }) => one);
  }

  async countUnsent(uploaderId: Id): Promise<number> {
    return this.all().filter(
      (entry) => entry.uploaderId === uploaderId && entry.channelId === undefined && entry.messageId === undefined,
    ).length;
  }

  async copy(copies: readonly AttachmentCopy[]): Promise<readonly Id[]> {
    const made: Id[] = [];
    for (const { original, ...copy } of copies) {
      const entry = this.registry.entries.get(original.attachmentId);
      if (entry?.channelId !== original.channelId || entry.messageId === undefined) continue;
      const { messageId: _message, ...rest } = entry;
      this.registry.entries.set(copy.id, { ...rest, ...copy, fileId: entry.fileId ?? entry.id });
      made.push(copy.id);
    }
    return made;
  }

  async placeOf(attachmentId: Id): Promise<AttachmentPlace | undefined> {
    const entry = this.registry.entries.get(attachmentId);
    if (!entry) return undefined;
    const { uploaderId, channelId, messageId } = entry;
    if (channelId === undefined) return { uploaderId };
    return messageId === undefined ? undefined : { uploaderId, message: { channelId, messageId } };
  }

  private all(): AttachmentEntry[] {
    return [...this.registry.entries.values()];
  }
}

/** Every file is a picture of this size, unless a test says that it is broken. */
export class FakeThumbnails extends Thumbnails {
  readonly made = new Set<Id>();
  readonly broken = new Set<Id>();

  async make(fileId: Id): Promise<PictureSize | undefined> {
    if (this.broken.has(fileId)) return undefined;
    this.made.add(fileId);
    return { width: 640, height: 480 };
  }

  async open(fileId: Id): Promise<OpenFile | undefined> {
    const content = Buffer.from(`small ${fileId}`);
    return this.made.has(fileId)
      ? { size: content.length, contentType: 'image/webp', content: chunksOf(content) }
      : undefined;
  }

  async remove(fileId: Id): Promise<void> {
    this.made.delete(fileId);
  }
}

/** Pictures in memory; whatever is a data URI is a PNG. */
export class FakeImageStore extends ImageStore {
  readonly images = new Map<string, Buffer>();

  async store(owner: ImageOwner, dataUri: string, field = 'image'): Promise<string> {
    const base64 = /^data:image\/\w+;base64,(.+)$/.exec(dataUri)?.[1];
    if (base64 === undefined) throw invalid(field, 'must be a picture as a data URI');
    const content = Buffer.from(base64, 'base64');
    const name = createHash('sha256').update(content).digest('hex').slice(0, 32);
    this.images.set(keyOf(owner, name), content);
    return name;
  }

  async remove(owner: ImageOwner, name = ''): Promise<void> {
    this.images.delete(keyOf(owner, name));
  }

  async open(owner: ImageOwner, name = ''): Promise<OpenFile | undefined> {
    const content = this.images.get(keyOf(owner, name));
    return content && { size: content.length, contentType: 'image/png', content: chunksOf(content) };
  }
}

const keyOf = ({ kind, id }: ImageOwner, name: string): string =>
  kind === 'emoji' ? `${kind}/${id}` : `${kind}/${id}/${name}`;
