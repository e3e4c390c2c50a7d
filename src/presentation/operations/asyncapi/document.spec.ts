import { Parser } from '@asyncapi/parser';
import { asyncApiDocument } from './document';

describe('asyncApiDocument', () => {
  it.each([undefined, 'https://chat.example.org', 'http://localhost:8080'])(
    'is valid AsyncAPI 3 at %s',
    async (url) => {
      const { document, diagnostics } = await new Parser().parse(JSON.stringify(asyncApiDocument('1.2.3', url)));
      expect(
        diagnostics.filter((one) => Number(one.severity) === 0).map((one) => `${one.path.join('.')}: ${one.message}`),
      ).toEqual([]);
      expect(document?.version()).toBe('3.0.0');
      expect(document?.info().version()).toBe('1.2.3');
      expect(
        document
          ?.channels()
          .all()
          .map((channel) => channel.address()),
      ).toEqual(['/ws/rooms/{room_id}', '/rooms', '/gateway', '/chatsphere/ws', '/ws', '/api/ws']);
      expect(document?.operations().all().length).toBe(23);
      expect(document?.servers().get('websocket')?.protocol()).toBe(url?.startsWith('https') ? 'wss' : 'ws');
    },
  );
});
