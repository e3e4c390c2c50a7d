import { createServer, IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, Socket } from 'node:net';
import type { AllowedOrigins, TrustProxy } from '../../src/application/shared/settings';
import { HttpSettings } from '../../src/application/shared/settings';

/** Settings as a test wants them; it may change them later. */
export class TestHttpSettings extends HttpSettings {
  host = '127.0.0.1';
  port = 0;
  publicUrl: string | undefined = undefined;
  allowedOrigins: AllowedOrigins = '*';
  trustProxy: TrustProxy = false;
  maxConnections = 1_000;
  rateLimits = true;
}

export function settingsWith(changes: Partial<TestHttpSettings> = {}): TestHttpSettings {
  return Object.assign(new TestHttpSettings(), changes);
}

/** A request as Node hands it over. */
export function requestFrom(address: string | undefined, headers: Record<string, string> = {}): IncomingMessage {
  const socket = new Socket();
  Object.defineProperty(socket, 'remoteAddress', { value: address });
  const request = new IncomingMessage(socket);
  request.headers = headers;
  return request;
}

/** A server on a free port of this machine. */
export class LocalServer {
  readonly server: Server = createServer();

  get port(): number {
    const address: string | AddressInfo | null = this.server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.server.listen(0, '127.0.0.1', resolve);
    });
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => {
      this.server.close(resolve);
    });
  }
}
