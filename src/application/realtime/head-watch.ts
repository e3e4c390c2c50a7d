import { Injectable } from '@nestjs/common';
import { MessageReader } from '../messaging';
import { LiveProcesses } from '../shared/live-processes';
import { Logger } from '../shared/logger';
import { Timers } from '../shared/timers';
import { ChannelHub } from './channel-hub';

export const HEAD_WATCH_INTERVAL_MS = 2_000;

/**
 * With several processes on one database: compares the heads of the channels that have members here with the database, so
 * that a message of another process that never was published here is read instead.
 */
@Injectable()
export class HeadWatch {
  private stopTimer: (() => void) | undefined;
  private sweeping: Promise<void> | undefined;

  constructor(
    private readonly hub: ChannelHub,
    private readonly reader: MessageReader,
    private readonly processes: LiveProcesses,
    private readonly timers: Timers,
    private readonly logger: Logger,
  ) {}

  start(): void {
    this.stopTimer ??= this.timers.every(HEAD_WATCH_INTERVAL_MS, () => {
      if (this.processes.count() > 1) void this.sweep();
    });
  }

  async stop(): Promise<void> {
    this.stopTimer?.();
    this.stopTimer = undefined;
    await this.sweeping;
  }

  /** Never rejects; overlapping sweeps are one. */
  sweep(): Promise<void> {
    this.sweeping ??= this.compare()
      .catch((error: unknown) => this.logger.warn('channel heads could not be read', { error }))
      .finally(() => {
        this.sweeping = undefined;
      });
    return this.sweeping;
  }

  private async compare(): Promise<void> {
    const channelIds = this.hub.liveChannelIds;
    if (channelIds.length === 0) return;
    const heads = await this.reader.headSeqs(channelIds);
    for (const [channelId, headSeq] of heads) this.hub.noticeHead(channelId, headSeq);
  }
}
