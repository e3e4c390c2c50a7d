import { Server } from 'node:http';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';

/** How long a stop waits for answers that are being sent; well below the deadline of the whole stop. */
const ANSWERS_ON_STOP_MS = 3_000;

/** A stop waits for answers that are being sent, but not for clients that do not read theirs. */
@Injectable()
export class UnreadAnswers implements BeforeApplicationShutdown {
  constructor(private readonly host: HttpAdapterHost) {}

  beforeApplicationShutdown(): void {
    const server: unknown = this.host.httpAdapter.getHttpServer();
    if (!(server instanceof Server) || !server.listening) return;
    const timer = setTimeout(() => server.closeAllConnections(), ANSWERS_ON_STOP_MS);
    server.once('close', () => clearTimeout(timer));
  }
}
