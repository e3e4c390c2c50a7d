import type { NewMessage } from '../../../application/messaging';
import type { IdGenerator } from '../../../application/shared/id-generator';
import type { Message, Notification } from '../../../domain/messaging';
import { AppError } from '../../../shared/errors';
import { type Id, idTimeMs } from '../../../shared/ids';

export interface ChannelHead {
  readonly id: Id;
  headSeq: number;
  headId: Id | undefined;
  readonly closed: boolean;
  /** Whether its messages get search terms. */
  readonly isSearched: boolean;
}

export type AppendOutcome =
  | { readonly kind: 'stored'; readonly message: Message; readonly notifications?: readonly Notification[] }
  /** The nonce was seen before: nothing new was written. */
  | { readonly kind: 'repeated'; readonly message: Message }
  | { readonly kind: 'refused'; readonly error: AppError };

export const nonceKey = (channelId: Id, userId: Id, nonce: string): string => `${channelId}:${userId}:${nonce}`;
export const fileKey = (channelId: Id, attachmentId: Id): string => `${channelId}:${attachmentId}`;
export const authorKeyOf = (channelId: Id, userId: Id): string => `${channelId}:${userId}`;

/** Decides, with the channel rows locked, what becomes of each message of a batch; gives out `seq` and ids. */
export class AppendPlan {
  readonly messages: Message[] = [];
  private readonly movedHeads = new Map<Id, ChannelHead>();

  constructor(
    private readonly channels: ReadonlyMap<Id, ChannelHead>,
    private readonly firstByNonce: Map<string, Message>,
    private readonly lastSendMs: Map<string, number>,
    private readonly ids: IdGenerator,
    private readonly nowMs: number,
    /** Stored files that each sender may put into a message, by {@link fileKey}; each into one only. */
    private readonly freeFiles: Set<string> = new Set(),
  ) {}

  /** Channels that got a message, with their new heads. */
  get heads(): readonly ChannelHead[] {
    return [...this.movedHeads.values()];
  }

  add(entry: NewMessage): AppendOutcome {
    const channel = this.channels.get(entry.channelId);
    if (!channel) return refuse(new AppError('not_found', 'not_found', `Channel ${entry.channelId} not found`));
    const repeated = this.repeated(entry);
    if (repeated) return { kind: 'repeated', message: repeated };
    if (channel.closed) return refuse(new AppError('conflict', 'channel_closed', 'the channel is closed'));
    const waitMs = this.slowModeWaitMs(entry);
    if (waitMs > 0) {
      return refuse(
        new AppError('limited', 'slow_mode', 'slow mode is on: wait before sending again', { retryAfterMs: waitMs }),
      );
    }
    if (!this.takeFiles(entry)) {
      return refuse(new AppError('not_found', 'unknown_attachment', 'Unknown Attachment', { field: 'attachments' }));
    }
    return { kind: 'stored', message: this.place(entry, channel) };
  }

  private takeFiles({ channelId, details }: NewMessage): boolean {
    const keys = (details?.attachments ?? []).map(({ id }) => fileKey(channelId, id));
    if (new Set(keys).size < keys.length || !keys.every((key) => this.freeFiles.has(key))) return false;
    for (const { id } of details?.attachments ?? []) this.spend(id);
    return true;
  }

  private spend(attachmentId: Id): void {
    for (const channelId of this.channels.keys()) this.freeFiles.delete(fileKey(channelId, attachmentId));
  }

  private repeated(entry: NewMessage): Message | undefined {
    if (entry.nonce === undefined || !entry.author) return undefined;
    return this.firstByNonce.get(nonceKey(entry.channelId, entry.author.userId, entry.nonce));
  }

  private slowModeWaitMs(entry: NewMessage): number {
    if (!entry.authorIntervalMs || !entry.author) return 0;
    const lastMs = this.lastSendMs.get(authorKeyOf(entry.channelId, entry.author.userId));
    return lastMs === undefined ? 0 : lastMs + entry.authorIntervalMs - this.nowMs;
  }

  private place(entry: NewMessage, channel: ChannelHead): Message {
    const id = this.ids.next(channel.headId);
    channel.headSeq += 1;
    channel.headId = id;
    this.movedHeads.set(channel.id, channel);
    const { channelId, kind, author, byAdmin, content, nonce, flags, details } = entry;
    const message: Message = {
      id,
      channelId,
      seq: channel.headSeq,
      kind,
      ...(author && { author }),
      byAdmin,
      content,
      ...(nonce !== undefined && { nonce }),
      createdAtMs: idTimeMs(id),
      ...(flags && { flags }),
      ...(details && { details }),
    };
    this.messages.push(message);
    if (author) {
      this.lastSendMs.set(authorKeyOf(channelId, author.userId), message.createdAtMs);
      if (nonce !== undefined) this.firstByNonce.set(nonceKey(channelId, author.userId, nonce), message);
    }
    return message;
  }
}

const refuse = (error: AppError): AppendOutcome => ({ kind: 'refused', error });
