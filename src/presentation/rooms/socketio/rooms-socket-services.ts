import { Injectable } from '@nestjs/common';
import { Clock } from '../../../application/shared/clock';
import { Logger } from '../../../application/shared/logger';
import { Metrics } from '../../../application/shared/metrics';
import { OutboundBudget } from '../../shared/outbound-queue';
import { SocketIoCommands } from './socketio-commands';

/** What every socket of the namespace shares. */
@Injectable()
export class RoomsSocketServices {
  constructor(
    readonly commands: SocketIoCommands,
    readonly budget: OutboundBudget,
    readonly clock: Clock,
    readonly metrics: Metrics,
    readonly logger: Logger,
  ) {}
}
