import type { IncomingMessage } from 'node:http';

/** What is read of a refused body at most, in bytes and in time. */
const DRAINED_BYTES_MAX = 16_777_216;
const DRAIN_MS_MAX = 3_000;

/**
 * Reads on and throws away what a client still sends of a body that was refused, then calls `done`. A connection closed
 * while the client is writing is reset, and the client or a proxy never sees the answer.
 */
export function drainBody(request: IncomingMessage, done: () => void): void {
  let drained = 0;
  const timer = setTimeout(finish, DRAIN_MS_MAX);
  function count(chunk: Buffer): void {
    drained += chunk.length;
    if (drained > DRAINED_BYTES_MAX) finish();
  }
  function finish(): void {
    clearTimeout(timer);
    request.off('data', count).off('end', finish).off('close', finish);
    done();
  }
  if (request.readableEnded || request.destroyed) return finish();
  request.on('data', count).on('end', finish).on('close', finish);
  request.resume();
}
