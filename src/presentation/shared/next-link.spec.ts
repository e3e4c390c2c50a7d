import fastify from 'fastify';
import { linkNextPage } from './next-link';

/** The `Link` header of an answer to `url`. */
async function linkOf(url: string, changes: Record<string, string> | undefined): Promise<unknown> {
  const server = fastify();
  server.get('/*', (request, reply) => {
    linkNextPage(request, reply, changes);
    return reply.send('');
  });
  const { headers } = await server.inject(url);
  await server.close();
  return headers.link;
}

describe('linkNextPage', () => {
  it.each([
    ['/rooms', '</rooms?after=7>; rel="next"'],
    ['/rooms?limit=2&after=5', '</rooms?limit=2&after=7>; rel="next"'],
    ['/rooms?closed=true&x=a%26b', '</rooms?closed=true&x=a%26b&after=7>; rel="next"'],
  ])('keeps the rest of %s', async (url, link) => {
    expect(await linkOf(url, { after: '7' })).toBe(link);
  });

  it('cannot be broken out of', async () => {
    expect(await linkOf('/rooms', { after: '用户>; rel="x"\r\n' })).toBe(
      '</rooms?after=%E7%94%A8%E6%88%B7%3E%3B+rel%3D%22x%22%0D%0A>; rel="next"',
    );
    expect(await linkOf('/rooms?a=%3E%0A', { after: '7' })).toBe('</rooms?a=%3E%0A&after=7>; rel="next"');
  });

  it('is absent on the last page', async () => {
    expect(await linkOf('/rooms?after=5', undefined)).toBeUndefined();
  });
});
