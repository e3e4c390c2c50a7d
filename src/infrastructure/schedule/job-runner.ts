import type { SchedulerRegistry } from '@nestjs/schedule';
import type { Logger } from '../../application/shared/logger';
import type { ScheduledJob } from '../../application/shared/scheduled-job';
import type { ScheduledJobStore } from '../persistence/platform/scheduled-job.store';
import type { JobLeadership } from './job-leadership';

/** How often a process looks whether it leads and which jobs are due; a start is late by this at most. */
export const JOB_TICK_MS = 1_000;
/** Running jobs get this long to end at a stop. */
export const JOB_STOP_GRACE_MS = 5_000;
const MILLISECONDS_PER_SECOND = 1_000;
const JOB_TICKS = 'scheduled-jobs';
const ERROR_TEXT = 'failed, see the log';

export interface JobRunnerPorts {
  readonly jobs: readonly ScheduledJob[];
  readonly leadership: JobLeadership;
  readonly store: ScheduledJobStore;
  readonly registry: SchedulerRegistry;
  readonly logger: Logger;
  readonly monotonicMs: () => number;
}

/**
 * Runs each job on one process only: on the leader, and not before the database says that its last start, on whichever
 * process, is an interval ago. So neither a second process nor a failover runs a job twice within one interval.
 */
export class JobRunner {
  private readonly jobs: readonly ScheduledJob[];
  private readonly running = new Map<string, Promise<void>>();
  /** On the monotonic clock; only spares the database a question per second. */
  private readonly askAgainMs = new Map<string, number>();
  private ticking: Promise<void> | undefined;
  private stopped = false;

  constructor(private readonly ports: JobRunnerPorts) {
    this.jobs = ports.jobs.filter((job) => job.intervalSeconds > 0);
  }

  start(): void {
    const interval = setInterval(() => void this.tick(), JOB_TICK_MS).unref();
    this.ports.registry.addInterval(JOB_TICKS, interval);
    void this.tick();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    if (this.ports.registry.doesExist('interval', JOB_TICKS)) this.ports.registry.deleteInterval(JOB_TICKS);
    await this.ticking;
    const ended = Promise.all(this.running.values());
    await this.ports.leadership.resign();
    let timer: NodeJS.Timeout | undefined;
    const grace = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, JOB_STOP_GRACE_MS);
    });
    await Promise.race([ended, grace]);
    clearTimeout(timer);
  }

  /** Starts the jobs that are due, when this process leads. Never rejects; overlapping ticks are one. */
  tick(): Promise<void> {
    this.ticking ??= this.tickOnce().finally(() => {
      this.ticking = undefined;
    });
    return this.ticking;
  }

  private async tickOnce(): Promise<void> {
    if (this.stopped) return;
    const signal = await this.ports.leadership.lead();
    if (!signal) {
      this.askAgainMs.clear();
      return;
    }
    for (const job of this.jobs) {
      if (this.stopped || signal.aborted) return;
      if (!this.running.has(job.name)) await this.startIfDue(job, signal);
    }
  }

  private async startIfDue(job: ScheduledJob, signal: AbortSignal): Promise<void> {
    const nowMs = this.ports.monotonicMs();
    if (nowMs < (this.askAgainMs.get(job.name) ?? 0)) return;
    try {
      const waitMs = await this.ports.store.begin(job.name, job.intervalSeconds);
      this.askAgainMs.set(job.name, nowMs + (waitMs > 0 ? waitMs : job.intervalSeconds * MILLISECONDS_PER_SECOND));
      if (waitMs > 0) return;
    } catch (error) {
      this.ports.logger.warn('could not ask whether a scheduled job is due', { job: job.name, error });
      return;
    }
    const run = this.run(job, signal).finally(() => this.running.delete(job.name));
    this.running.set(job.name, run);
  }

  private async run(job: ScheduledJob, signal: AbortSignal): Promise<void> {
    const { logger, store } = this.ports;
    let failure: string | undefined;
    try {
      await job.run(signal);
      if (signal.aborted) failure = 'cut off';
    } catch (error) {
      failure = signal.aborted ? 'cut off' : ERROR_TEXT;
      logger.error('a scheduled job failed', { job: job.name, error });
    }
    await store.finish(job.name, failure).catch((error: unknown) => {
      logger.warn('the end of a scheduled job could not be recorded', { job: job.name, error });
    });
  }
}
