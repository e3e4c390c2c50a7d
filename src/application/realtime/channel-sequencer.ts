import type { MessageCreated, MessageDeleted, MessageUpdated } from '../../domain/messaging';
import type { Timers } from '../shared/timers';
import type { ChannelEvent } from './frames';

/** An event that is not next waits this long for the missing ones before they are read from the database. */
export const GAP_WAIT_MS = 200;
/** Messages read per step when a gap is filled. */
export const GAP_READ_MAX = 500;

/** What happened to a message that was there. */
type MessageChange = MessageDeleted | MessageUpdated;

export interface GapReader {
  /** Messages of the range that still exist, ascending. */
  read(fromSeq: number, toSeq: number): Promise<readonly MessageCreated[]>;
}

/**
 * Puts a channel's events in `seq` order. A message is let through when it is next; what changes a message is let
 * through after the message that was the head when the change committed; everything else passes at once.
 */
export class ChannelSequencer {
  private readonly waitingMessages = new Map<number, MessageCreated>();
  private waitingChanges: MessageChange[] = [];
  /** The highest `seq` known to be committed. */
  private knownHead: number;
  private cancelGapTimer: (() => void) | undefined;
  private reading = false;
  private closed = false;

  constructor(
    private nextSeq: number,
    private readonly emit: (event: ChannelEvent) => void,
    private readonly gaps: GapReader,
    private readonly timers: Timers,
    private readonly onGapFailure: (error: unknown) => void,
  ) {
    this.knownHead = nextSeq - 1;
  }

  accept(event: ChannelEvent): void {
    if (isMessageCreated(event)) return this.acceptMessage(event);
    if (isMessageChange(event) && event.headSeq >= this.nextSeq) {
      this.waitingChanges.push(event);
      this.noticeHead(event.headSeq);
      return;
    }
    this.emit(event);
  }

  /** The channel is known to have a message of this `seq`; should it not arrive, it is read. */
  noticeHead(headSeq: number): void {
    this.knownHead = Math.max(this.knownHead, headSeq);
    if (this.knownHead < this.nextSeq) {
      this.cancelGapTimer?.();
      this.cancelGapTimer = undefined;
    } else if (!this.reading && !this.closed) {
      this.cancelGapTimer ??= this.timers.after(GAP_WAIT_MS, () => void this.fillGap());
    }
  }

  close(): void {
    this.closed = true;
    this.cancelGapTimer?.();
    this.waitingMessages.clear();
    this.waitingChanges = [];
  }

  private acceptMessage(event: MessageCreated): void {
    const { seq } = event.message;
    if (seq < this.nextSeq) return;
    if (seq === this.nextSeq) {
      this.advance(event);
      this.releaseWaiting();
    } else {
      this.waitingMessages.set(seq, event);
    }
    this.noticeHead(seq);
  }

  private advance(event: MessageCreated): void {
    this.nextSeq = event.message.seq + 1;
    this.emit(event);
  }

  private releaseWaiting(): void {
    for (let event = this.waitingMessages.get(this.nextSeq); event; event = this.waitingMessages.get(this.nextSeq)) {
      this.waitingMessages.delete(this.nextSeq);
      this.advance(event);
    }
    if (this.waitingChanges.length === 0) return;
    const due = this.waitingChanges.filter((change) => change.headSeq < this.nextSeq);
    if (due.length === 0) return;
    this.waitingChanges = this.waitingChanges.filter((change) => change.headSeq >= this.nextSeq);
    for (const change of due) this.emit(change);
  }

  private async fillGap(): Promise<void> {
    this.cancelGapTimer = undefined;
    this.reading = true;
    try {
      const toSeq = Math.min(this.knownHead, this.nextSeq + GAP_READ_MAX - 1);
      const found = await this.gaps.read(this.nextSeq, toSeq);
      if (this.closed) return;
      for (const event of found) if (event.message.seq >= this.nextSeq) this.advance(event);
      // What the range no longer holds has been deleted; its place is passed over.
      this.nextSeq = Math.max(this.nextSeq, toSeq + 1);
      for (const seq of this.waitingMessages.keys()) if (seq < this.nextSeq) this.waitingMessages.delete(seq);
      this.releaseWaiting();
    } catch (error) {
      this.onGapFailure(error);
    } finally {
      this.reading = false;
      this.noticeHead(this.knownHead);
    }
  }
}

function isMessageCreated(event: ChannelEvent): event is MessageCreated {
  return event.type === 'message.created';
}

function isMessageChange(event: ChannelEvent): event is MessageChange {
  return event.type === 'message.deleted' || event.type === 'message.updated';
}
