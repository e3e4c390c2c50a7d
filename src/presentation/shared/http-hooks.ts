import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { parseJson } from './json';

const JSON_CONTENT_TYPE = 'application/json';

/** Bodies are JSON, read exactly; an empty one is `{}`. Any other content type is answered 415. */
export function useExactJson(server: FastifyInstance): void {
  // Some clients (aiohttp for one) name a type also where there is nothing of it.
  server.addHook('onRequest', ({ raw: { headers } }, _reply, done) => {
    const isJson = headers['content-type']?.startsWith(JSON_CONTENT_TYPE);
    if (!isJson && isBodyless(headers)) delete headers['content-type'];
    done();
  });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(JSON_CONTENT_TYPE, { parseAs: 'string' }, (_request, body, done) => {
    const text = body.toString();
    try {
      done(null, text.trim() === '' ? {} : parseJson(text));
    } catch (error) {
      done(error instanceof Error ? error : new Error('the body could not be parsed'));
    }
  });
}

const isBodyless = (headers: IncomingHttpHeaders): boolean =>
  headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0;

/** JSON is UTF-8 by definition (RFC 8259); Fastify's charset parameter is dropped. */
export function usePlainJsonContentType(server: FastifyInstance): void {
  server.addHook('onSend', (_request, reply: FastifyReply, payload, done) => {
    const contentType = reply.getHeader('content-type');
    if (typeof contentType === 'string' && contentType.startsWith(`${JSON_CONTENT_TYPE};`)) {
      reply.header('content-type', JSON_CONTENT_TYPE);
    }
    done(null, payload);
  });
}
