import { Injectable } from '@nestjs/common';
import { firstIdAt, type Id } from '../../shared/ids';
import { Clock } from '../shared/clock';

/** Figures are counted anew after so long, however often they are asked for. */
export const USAGE_AGE_MS_MAX = 15_000;
const DAY_MS = 86_400_000;

export interface UsageFigures {
  readonly users: number;
  /** Ever sent; what was deleted counts too. */
  readonly messages: number;
  /** With this id or a later one. */
  readonly messagesSince: number;
}

/** Counts the whole server; not for every request. */
export abstract class UsageReader {
  abstract count(sinceId: Id): Promise<UsageFigures>;
}

/** How much the server is used, as of a few seconds ago. */
@Injectable()
export class ReadUsage {
  private counted: { readonly atMs: number; readonly figures: Promise<UsageFigures> } | undefined;

  constructor(
    private readonly reader: UsageReader,
    private readonly clock: Clock,
  ) {}

  /** Those who ask at the same time share one count. @throws AppError `unavailable` */
  execute(): Promise<UsageFigures> {
    const nowMs = this.clock.nowMs();
    if (this.counted && nowMs - this.counted.atMs < USAGE_AGE_MS_MAX) return this.counted.figures;
    const startOfDayMs = nowMs - (nowMs % DAY_MS);
    const figures = this.reader.count(firstIdAt(startOfDayMs));
    const counted = { atMs: nowMs, figures };
    this.counted = counted;
    figures.catch(() => {
      if (this.counted === counted) this.counted = undefined;
    });
    return figures;
  }
}
