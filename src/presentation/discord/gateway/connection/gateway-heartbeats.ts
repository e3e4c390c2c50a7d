import { Injectable } from '@nestjs/common';
import { HeartbeatMonitor } from '../../../shared/heartbeat';
import { GATEWAY_HEARTBEAT_INTERVAL_MS, GATEWAY_HEARTBEAT_TIMEOUT_MS } from './protocol';

/** Watches for clients that do not say that they live: op 1, not the protocol's pings. */
@Injectable()
export class GatewayHeartbeats extends HeartbeatMonitor {
  protected override readonly intervalMs = GATEWAY_HEARTBEAT_INTERVAL_MS;
  protected override readonly timeoutMs = GATEWAY_HEARTBEAT_TIMEOUT_MS;
}
