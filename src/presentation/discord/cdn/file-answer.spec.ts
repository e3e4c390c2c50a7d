import { inspectFile } from '../../../infrastructure/storage/inspect-file';
import { DEFAULT_AVATARS, defaultAvatar } from './default-avatar';
import { contentDisposition } from '../../shared/file-answer';

describe('contentDisposition', () => {
  it.each([
    ['image/png', 'inline'],
    ['audio/ogg; codecs=opus', 'inline'],
    ['video/mp4', 'inline'],
    ['image/svg+xml', 'attachment'],
    ['text/html', 'attachment'],
    ['text/plain; charset=utf-8', 'attachment'],
    ['application/pdf', 'attachment'],
    ['application/xml', 'attachment'],
    ['', 'attachment'],
  ])('of %s is %s', (type, expected) => {
    expect(contentDisposition(type)).toBe(expected);
  });

  it('carries every name without breaking out of it', () => {
    expect(contentDisposition('image/png', `a"b\\c%'(é).png`)).toBe(
      `inline; filename="a_b_c_'(_).png"; filename*=UTF-8''a%22b%5Cc%25%27%28%C3%A9%29.png`,
    );
  });
});

describe('defaultAvatar', () => {
  it('is a picture for each number', async () => {
    for (let index = 0; index < DEFAULT_AVATARS; index += 1) {
      const inspected = await inspectFile(defaultAvatar(index) ?? Buffer.alloc(0));

      expect(inspected).toEqual({ contentType: 'image/png', width: 128, height: 128 });
    }
  });

  it.each([-1, DEFAULT_AVATARS, 0.5, Number.NaN])('has none for %p', (index) => {
    expect(defaultAvatar(index)).toBeUndefined();
  });
});
