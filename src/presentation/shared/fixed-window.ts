/** Lets `count` through in each window; a window begins with the first that comes after the one before. */
export class FixedWindow {
  private beganAtMs = Number.NEGATIVE_INFINITY;
  private taken = 0;

  constructor(
    private readonly count: number,
    private readonly windowMs: number,
  ) {}

  take(nowMs: number): boolean {
    if (nowMs - this.beganAtMs >= this.windowMs) {
      this.beganAtMs = nowMs;
      this.taken = 0;
    }
    this.taken += 1;
    return this.taken <= this.count;
  }
}
