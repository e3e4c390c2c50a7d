import { Agent as HttpAgent, request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { SyncCallback } from '../../application/rooms/sync/sync-callback';
import type { Clock } from '../../application/shared/clock';
import { DeliveryError } from '../../application/shared/outbox-consumer';
import { webhookHeaders } from './standard-webhooks';

/** From the first byte sent to the answer's status, connecting included. */
export const SYNC_REQUEST_TIMEOUT_MS = 10_000;
/** Bytes of an answer that are read, so that its connection can be used again; a longer one is cut off. */
export const SYNC_ANSWER_BYTES_MAX = 65_536;
/** Idle connections are given up before most servers do so, which would make the next request fail. */
const IDLE_CONNECTION_MS = 4_000;
const CONNECTIONS_MAX = 8;

/** Bounds of one request; a provider, so that a test need not wait as long as a server does. */
export class SyncRequestLimits {
  timeoutMs = SYNC_REQUEST_TIMEOUT_MS;
}

export interface HttpSyncCallbackOptions {
  /** Absolute http(s) address; a user and password in it are sent as Basic authorization. */
  readonly url: string;
  readonly secret?: Uint8Array;
  readonly userAgent: string;
  readonly clock: Clock;
  readonly limits: SyncRequestLimits;
}

/** What is said of the network's own errors; their messages may hold the address. */
const networkErrors: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'connection refused'],
  ['ECONNRESET', 'connection reset'],
  ['EPIPE', 'connection reset'],
  ['ENOTFOUND', 'host not found'],
  ['EAI_AGAIN', 'host not found'],
  ['EHOSTUNREACH', 'host unreachable'],
  ['ENETUNREACH', 'network unreachable'],
  ['ETIMEDOUT', 'connection timed out'],
]);

/** Posts payloads to the callback URL. Redirects are not followed. */
export class HttpSyncCallback extends SyncCallback {
  private readonly url: URL;
  private readonly authorization: string | undefined;
  private readonly timeoutMs: number;
  private readonly agent: HttpAgent;

  constructor(private readonly options: HttpSyncCallbackOptions) {
    super();
    this.url = new URL(options.url);
    this.authorization = basicAuthorization(this.url);
    this.url.username = '';
    this.url.password = '';
    this.timeoutMs = options.limits.timeoutMs;
    const pool = { keepAlive: true, maxSockets: CONNECTIONS_MAX, timeout: IDLE_CONNECTION_MS };
    this.agent = this.url.protocol === 'https:' ? new HttpsAgent(pool) : new HttpAgent(pool);
  }

  post(deliveryId: string, body: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const bytes = Buffer.from(body);
      const request = this.open(deliveryId, body, bytes.length);
      const abort = (): void => void request.destroy(new DeliveryError('cut off by the server'));
      const timer = setTimeout(
        () => request.destroy(new DeliveryError(`no answer within ${this.timeoutMs / 1_000} s`)),
        this.timeoutMs,
      );
      const settle = (error?: unknown): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', abort);
        if (error === undefined) resolve();
        else reject(toDeliveryError(error));
      };
      request.on('error', settle);
      request.on('response', (response) => {
        settle(refusalOf(response.statusCode ?? 0));
        drain(request, response, this.timeoutMs);
      });
      signal.addEventListener('abort', abort, { once: true });
      if (signal.aborted) abort();
      else request.end(bytes);
    });
  }

  /** Closes idle connections. */
  close(): void {
    this.agent.destroy();
  }

  private open(deliveryId: string, body: string, length: number): ClientRequest {
    const { secret, userAgent, clock } = this.options;
    const open = this.url.protocol === 'https:' ? httpsRequest : httpRequest;
    return open(this.url, {
      method: 'POST',
      agent: this.agent,
      headers: {
        'content-type': 'application/json',
        'content-length': length,
        'user-agent': userAgent,
        ...(this.authorization !== undefined && { authorization: this.authorization }),
        ...webhookHeaders(deliveryId, Math.floor(clock.nowMs() / 1_000), body, secret),
      },
    });
  }
}

function refusalOf(status: number): DeliveryError | undefined {
  if (status >= 200 && status < 300) return undefined;
  return new DeliveryError(
    status >= 300 && status < 400 ? `HTTP ${status}: redirects are not followed` : `HTTP ${status}`,
  );
}

/** The answer's text says nothing to us; it is read only so that the connection can be used again. */
function drain(request: ClientRequest, response: IncomingMessage, timeoutMs: number): void {
  let bytes = 0;
  const timer = setTimeout(() => request.destroy(), timeoutMs).unref();
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > SYNC_ANSWER_BYTES_MAX) request.destroy();
  });
  response.on('error', () => undefined);
  response.on('close', () => clearTimeout(timer));
}

function toDeliveryError(error: unknown): DeliveryError {
  if (error instanceof DeliveryError) return error;
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined;
  if (code === undefined) return new DeliveryError('request failed');
  return new DeliveryError(`${networkErrors.get(code) ?? 'request failed'} (${code})`);
}

function basicAuthorization({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined;
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(credentials).toString('base64')}`;
}
