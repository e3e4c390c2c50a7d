import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * Names the next page in a `Link` header (RFC 8288): the request's own address with other parameters. Without `changes`
 * this is the last page and there is no header.
 */
export function linkNextPage(
  request: FastifyRequest,
  reply: FastifyReply,
  changes: Readonly<Record<string, string>> | undefined,
): void {
  if (!changes) return;
  const [path = '/', query = ''] = request.url.split('?', 2);
  const parameters = new URLSearchParams(query);
  for (const [name, value] of Object.entries(changes)) parameters.set(name, value);
  reply.header('link', `<${path}?${parameters.toString()}>; rel="next"`);
}
