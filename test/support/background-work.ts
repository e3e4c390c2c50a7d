import { AsyncLocalStorage } from 'node:async_hooks';
import { JobRunner } from '../../src/infrastructure/schedule/job-runner';
import { NodeTimers } from '../../src/infrastructure/time/node-timers';

const background = new AsyncLocalStorage<true>();
let isCounting = false;

/** True in what a server does by the clock, and in all that follows from it. */
export const isBackground = (): boolean => background.getStore() === true;

/**
 * Tells apart, in the servers that are started from now on, what they do by the clock (polls, scheduled jobs). A delay
 * that begins while `counted` runs belongs to what is counted.
 */
export function markBackgroundWork(): void {
  const { every, after } = NodeTimers.prototype;
  const { tick } = JobRunner.prototype;
  const marked = (work: () => void) => () => background.run(true, work);
  jest.spyOn(NodeTimers.prototype, 'every').mockImplementation((ms, work) => every(ms, marked(work)));
  jest
    .spyOn(NodeTimers.prototype, 'after')
    .mockImplementation((ms, work) => after(ms, isCounting && !isBackground() ? work : marked(work)));
  jest.spyOn(JobRunner.prototype, 'tick').mockImplementation(function (this: JobRunner) {
    return background.run(true, () => tick.call(this));
  });
}

/** Runs `work`, whose statements somebody counts. */
export async function counted(work: () => Promise<unknown>): Promise<void> {
  isCounting = true;
  try {
    await work();
  } finally {
    isCounting = false;
  }
}
