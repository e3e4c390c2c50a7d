import { Injectable } from '@nestjs/common';
import {
  GatewaySessions,
  OpenGatewaySession,
  ResumeGatewaySession,
  SessionFeed,
} from '../../../../application/realtime/gateway';
import { Clock } from '../../../../application/shared/clock';
import { Logger } from '../../../../application/shared/logger';
import { Metrics } from '../../../../application/shared/metrics';
import { HttpSettings } from '../../../../application/shared/settings';
import { OutboundBudget } from '../../../shared/outbound-queue';
import { GatewayHeartbeats } from './gateway-heartbeats';

/** A socket that can be asked to come back. */
interface Leavable {
  farewell(): Promise<void>;
}

/** What every socket of the gateway shares. */
@Injectable()
export class GatewayServices {
  private readonly connections = new Set<Leavable>();

  constructor(
    readonly open: OpenGatewaySession,
    readonly resume: ResumeGatewaySession,
    readonly sessions: GatewaySessions,
    readonly feed: SessionFeed,
    readonly heartbeats: GatewayHeartbeats,
    readonly budget: OutboundBudget,
    readonly clock: Clock,
    readonly metrics: Metrics,
    readonly logger: Logger,
    private readonly settings: HttpSettings,
  ) {}

  /** False when limits per client are turned off. */
  get hasLimits(): boolean {
    return this.settings.rateLimits;
  }

  joined(connection: Leavable): void {
    this.connections.add(connection);
  }

  left(connection: Leavable): void {
    this.connections.delete(connection);
  }

  /** Asks all clients to come back elsewhere or later. Never rejects. */
  async farewell(): Promise<void> {
    await Promise.allSettled([...this.connections].map((connection) => connection.farewell()));
  }
}
