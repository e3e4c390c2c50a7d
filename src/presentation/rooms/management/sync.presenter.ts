import type { DeliveryView } from '../../../application/shared/outbox-deliveries';
import { presentTime } from '../time.presenter';
import type { PresentedDelivery } from './sync.dto';

export const presentDelivery = (delivery: DeliveryView): PresentedDelivery => ({
  id: delivery.id,
  room_id: delivery.orderingKey,
  event_type: delivery.eventType,
  status: delivery.status,
  attempts: delivery.attempts,
  last_error: delivery.lastError ?? null,
  created_at: presentTime(delivery.createdAtMs),
  next_attempt_at: timeOrNull(delivery.nextAttemptAtMs),
  delivered_at: timeOrNull(delivery.deliveredAtMs),
});

const timeOrNull = (timeMs: number | undefined): string | null => (timeMs === undefined ? null : presentTime(timeMs));
