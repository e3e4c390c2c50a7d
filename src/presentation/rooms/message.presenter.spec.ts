import { aMessage, anAuthor } from '../../../test/builders/messages';
import { presentMessage } from './message.presenter';

describe('presentMessage', () => {
  it("names a guest by the outside system's id", () => {
    const author = anAuthor('anna', { userId: '42', name: 'Anna' });
    const message = aMessage(3, {
      author,
      byAdmin: true,
      content: 'hi',
      nonce: 'n1',
      createdAtMs: Date.UTC(2026, 0, 2),
    });

    expect(presentMessage(message)).toEqual({
      id: message.id,
      from: 'anna',
      nickname: 'Anna',
      content: 'hi',
      is_admin: true,
      created_at: '2026-01-02T00:00:00.000Z',
      nonce: 'n1',
    });
  });

  it('names an account by its own id; a nickname and a nonce may be absent', () => {
    const presented = presentMessage(aMessage(1, { author: { userId: '42' } }));

    expect(presented).toMatchObject({ from: '42', nickname: null });
    expect(presented).not.toHaveProperty('nonce');
  });

  it('shows an announcement without an author', () => {
    const announcement = aMessage(1, { kind: 'announcement', author: undefined, byAdmin: true });

    expect(presentMessage(announcement)).toMatchObject({ from: null, nickname: null, is_admin: true });
  });
});
