import { Injectable } from '@nestjs/common';
import { invalid } from '../../../shared/errors';
import type { Id } from '../../../shared/ids';
import { MessageRemoval } from '../../messaging';
import { Clock } from '../../shared/clock';
import { AuthoredMessagesReader } from './authored-messages';

/** Seven days. */
export const PURGE_SECONDS_MAX = 604_800;
/** Messages of one transaction and one event at most, all of one channel. */
export const PURGE_EVENT_MESSAGES_MAX = 100;
/** Messages looked up at once. */
export const PURGE_PAGE_MAX = 1_000;
/** Pages of one ban at most; what is beyond them stays. */
export const PURGE_PAGES_MAX = 50;

/** Deletes what banned people said lately. After the ban, so that nothing new comes meanwhile. */
@Injectable()
export class MessagePurge {
  constructor(
    private readonly reader: AuthoredMessagesReader,
    private readonly removal: MessageRemoval,
    private readonly clock: Clock,
  ) {}

  async run(guildId: Id, authorIds: readonly Id[], seconds: number): Promise<void> {
    if (seconds === 0) return;
    const sinceMs = this.clock.nowMs() - seconds * 1_000;
    for (let page = 0; page < PURGE_PAGES_MAX; page += 1) {
      const found = await this.reader.find({ guildId, authorIds, sinceMs, limit: PURGE_PAGE_MAX });
      if (found.length === 0) return;
      for (const { channelId, messageIds } of found) await this.deleteIn(channelId, messageIds);
    }
  }

  /** The ban is what the audit log tells of. */
  private async deleteIn(channelId: Id, messageIds: readonly Id[]): Promise<void> {
    for (let start = 0; start < messageIds.length; start += PURGE_EVENT_MESSAGES_MAX) {
      const chunk = messageIds.slice(start, start + PURGE_EVENT_MESSAGES_MAX);
      await this.removal.many(channelId, chunk, async () => undefined);
    }
  }
}

/** @throws AppError `invalid` */
export function checkPurge(seconds: number): void {
  if (Number.isInteger(seconds) && seconds >= 0 && seconds <= PURGE_SECONDS_MAX) return;
  throw invalid('delete_message_seconds', `delete_message_seconds must be an integer from 0 to ${PURGE_SECONDS_MAX}`);
}
