import { Injectable } from '@nestjs/common';
import { Timers } from '../../application/shared/timers';

@Injectable()
export class NodeTimers extends Timers {
  endOfTick(work: () => void): void {
    setImmediate(work);
  }

  after(delayMs: number, work: () => void): () => void {
    const timer = setTimeout(work, delayMs).unref();
    return () => clearTimeout(timer);
  }

  every(intervalMs: number, work: () => void): () => void {
    const timer = setInterval(work, intervalMs).unref();
    return () => clearInterval(timer);
  }
}
