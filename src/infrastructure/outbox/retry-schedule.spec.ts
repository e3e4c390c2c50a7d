import { retryDelayMs } from './retry-schedule';

describe('retryDelayMs', () => {
  it.each([
    [1, 1_000, 1_250],
    [2, 2_000, 2_500],
    [3, 4_000, 5_000],
    [12, 2_048_000, 2_560_000],
    [13, 2_880_000, 3_600_000],
    [5_000, 2_880_000, 3_600_000],
  ])('waits after attempt %i from %i to %i ms', (attempt, shortest, longest) => {
    expect(retryDelayMs(attempt, 0)).toBe(shortest);
    expect(retryDelayMs(attempt, 1)).toBe(longest);
  });
});
