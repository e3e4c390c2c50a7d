import type { Logger } from '../shared/logger';
import type { Id } from '../../shared/ids';

/** Events of one lane, such as a guild or a direct channel, that wait for what they show to be read. */
export const LANE_EVENTS_MAX = 10_000;

/** Hands a finished event to its sessions. */
export type Delivery = () => void;

interface Waiting {
  /** Undefined while it is being prepared. */
  delivery: Delivery | undefined;
}

const nothing: Delivery = () => undefined;

/**
 * Events of one lane are delivered in the order in which they came, although what they show is read at the same time. An
 * event that needs nothing read and has none before it is delivered at once.
 */
export class EventLanes {
  private readonly lanes = new Map<Id, Waiting[]>();

  constructor(private readonly logger: Logger) {}

  /** False when the lane is full: the event is lost. */
  push(laneId: Id, prepare: () => Delivery | Promise<Delivery>): boolean {
    const lane = this.lanes.get(laneId);
    if (lane && lane.length >= LANE_EVENTS_MAX) return false;
    const prepared = this.guarded(prepare);
    if (typeof prepared === 'function') {
      if (lane) lane.push({ delivery: prepared });
      else this.guarded(prepared);
      return true;
    }
    const waiting: Waiting = { delivery: undefined };
    if (lane) lane.push(waiting);
    else this.lanes.set(laneId, [waiting]);
    void prepared
      .catch((error: unknown) => this.failed(error))
      .then((delivery) => {
        waiting.delivery = delivery;
        this.drain(laneId);
      });
    return true;
  }

  /** Events waiting in all lanes. */
  get waiting(): number {
    let count = 0;
    for (const lane of this.lanes.values()) count += lane.length;
    return count;
  }

  private drain(laneId: Id): void {
    const lane = this.lanes.get(laneId) ?? [];
    for (let next = lane[0]; next?.delivery; next = lane[0]) {
      this.guarded(next.delivery);
      lane.shift();
    }
    if (lane.length === 0) this.lanes.delete(laneId);
  }

  private guarded<Result>(work: () => Result): Result | Delivery {
    try {
      return work();
    } catch (error) {
      return this.failed(error);
    }
  }

  private failed(error: unknown): Delivery {
    this.logger.error('an event could not be told', { error });
    return nothing;
  }
}
