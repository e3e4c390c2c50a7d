/** Attempts go on until this long after the first one. */
export const DELIVERY_LIFETIME_SECONDS = 86_400;
const FIRST_DELAY_MS = 1_000;
/** Longest wait before its jitter; with all of it the wait is an hour. */
const LAST_DELAY_MS = 2_880_000;
const JITTER_SHARE = 0.25;

/**
 * The wait after the failed attempt number `attempt` (from 1): d = 1 s, 2 s, 4 s ... at most 48 min, plus up to a
 * quarter of d by chance, so that what failed together is not tried together. So from d to 1.25 d, at most 1 hour.
 * @param chance from 0 to 1
 */
export function retryDelayMs(attempt: number, chance: number): number {
  const delayMs = Math.min(FIRST_DELAY_MS * 2 ** Math.min(attempt - 1, 30), LAST_DELAY_MS);
  return Math.round(delayMs * (1 + JITTER_SHARE * chance));
}
