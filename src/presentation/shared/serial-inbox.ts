/** Frames of one socket that are being worked on; then no more are read until one is done. */
export const INBOX_IN_FLIGHT_MAX = 64;

/** The order of the frames is kept once this is returned; `settled` resolves when the work itself is done. */
export interface HandedOver {
  readonly settled: Promise<unknown>;
}

/**
 * Works on the frames of one socket strictly in order: a frame is begun when the one before was handed over or is done,
 * and at most {@link INBOX_IN_FLIGHT_MAX} are under way.
 */
export class SerialInbox<Frame> {
  private readonly waiting: Frame[] = [];
  private inFlight = 0;
  private isWorking = false;
  private isPaused = false;

  constructor(
    /** Never rejects. */
    private readonly handle: (frame: Frame) => Promise<HandedOver | undefined>,
    /** Called with true when reading must stop, with false when it may go on. */
    private readonly onPressure: (pause: boolean) => void,
  ) {}

  get depth(): number {
    return this.waiting.length;
  }

  push(frame: Frame): void {
    this.waiting.push(frame);
    this.updatePressure();
    if (!this.isWorking) void this.work();
  }

  /** Forgets what has not been begun. */
  clear(): void {
    this.waiting.length = 0;
  }

  private async work(): Promise<void> {
    this.isWorking = true;
    while (this.inFlight < INBOX_IN_FLIGHT_MAX && this.waiting.length > 0) {
      // A frame may be `undefined` (a binary one): the length alone tells whether there is one.
      const frame = this.waiting.shift() as Frame;
      this.inFlight += 1;
      const handedOver = await this.handle(frame);
      if (handedOver) void handedOver.settled.then(this.done, this.done);
      else this.inFlight -= 1;
      this.updatePressure();
    }
    this.isWorking = false;
  }

  private readonly done = (): void => {
    this.inFlight -= 1;
    this.updatePressure();
    if (!this.isWorking && this.waiting.length > 0) void this.work();
  };

  private updatePressure(): void {
    const pause = this.inFlight + this.waiting.length >= INBOX_IN_FLIGHT_MAX;
    if (pause === this.isPaused) return;
    this.isPaused = pause;
    this.onPressure(pause);
  }
}
