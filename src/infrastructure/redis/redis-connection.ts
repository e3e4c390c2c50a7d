import type { RedisClientType } from 'redis';
import { Probe } from '../../application/operations/probe';
import type { Logger } from '../../application/shared/logger';

const CONNECT_TIMEOUT_MS = 5_000;
const RECONNECT_DELAY_MAX_MS = 2_000;
const RECONNECT_STEP_MS = 100;
const PING_INTERVAL_MS = 30_000;
/** Commands that may wait for a connection; more fail at once instead of growing memory. */
const COMMANDS_WAITING_MAX = 10_000;

/** One connection to Redis that reconnects for ever. The server starts and runs without it; `/health/ready` tells. */
export class RedisConnection extends Probe {
  readonly name = 'redis';
  private isReported = false;

  private constructor(
    readonly client: RedisClientType,
    private readonly logger: Logger,
  ) {
    super();
  }

  /** Begins to connect in the background. */
  static async open(url: string, logger: Logger): Promise<RedisConnection> {
    // Loaded here: a server without Redis starts without its 650 files.
    const { createClient } = await import('redis');
    const client: RedisClientType = createClient({
      url,
      pingInterval: PING_INTERVAL_MS,
      commandsQueueMaxLength: COMMANDS_WAITING_MAX,
      socket: {
        connectTimeout: CONNECT_TIMEOUT_MS,
        reconnectStrategy: (retries) => Math.min(retries * RECONNECT_STEP_MS, RECONNECT_DELAY_MAX_MS),
      },
    });
    const connection = new RedisConnection(client, logger);
    connection.start();
    return connection;
  }

  private start(): void {
    // Without this handler a lost connection ends the process.
    this.client.on('error', (error: unknown) => {
      if (!this.isReported) this.logger.warn('Redis does not answer; trying again', { error });
      this.isReported = true;
    });
    this.client.on('ready', () => {
      this.logger.info('connected to Redis');
      this.isReported = false;
    });
    this.client.connect().catch((error: unknown) => this.logger.debug('connecting to Redis ended', { error }));
  }

  async check(timeoutMs: number): Promise<void> {
    if (!this.client.isReady) throw new Error('not connected');
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
    });
    try {
      await Promise.race([this.client.ping(), deadline]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends the connection; pending commands fail. */
  close(): void {
    if (this.client.isOpen) this.client.destroy();
  }
}
