import { aGif, aJpeg, aPng } from '../../../test/builders/pictures';
import { isAnimated } from './image-animation';
import { inspectFile, PLAIN_TEXT, UNKNOWN_TYPE } from './inspect-file';

describe('inspectFile', () => {
  it.each([
    ['a PNG', aPng(), { contentType: 'image/png', width: 128, height: 128 }],
    ['a GIF', aGif(), { contentType: 'image/gif', width: 1, height: 1 }],
    ['a JPEG', aJpeg(300, 200), { contentType: 'image/jpeg', width: 300, height: 200 }],
    ['a JPEG that lies on its side', aJpeg(300, 200, 6), { contentType: 'image/jpeg', width: 200, height: 300 }],
    ['a page', Buffer.from('<html><script>alert(1)</script></html>'), { contentType: PLAIN_TEXT }],
    ['a text that is cut inside a character', Buffer.from('a 😀').subarray(0, 4), { contentType: PLAIN_TEXT }],
    ['an empty file', Buffer.alloc(0), { contentType: PLAIN_TEXT }],
    ['bytes', Buffer.from([0, 1, 2, 3, 0xff]), { contentType: UNKNOWN_TYPE }],
    ['a broken PNG', aPng().subarray(0, 12), { contentType: expect.any(String) }],
    ['a PDF', Buffer.from('%PDF-1.7\n'), { contentType: 'application/pdf' }],
  ])('tells %s', async (_what, content, expected) => {
    expect(await inspectFile(content)).toEqual(expected);
  });
});

describe('isAnimated', () => {
  const webp = (flags: number): Buffer => {
    const content = Buffer.alloc(32);
    content.write('RIFF', 0, 'latin1');
    content.write('WEBPVP8X', 8, 'latin1');
    content[20] = flags;
    return content;
  };

  it.each([
    ['a GIF of one frame', aGif(1), 'image/gif', false],
    ['a GIF of two frames', aGif(2), 'image/gif', true],
    ['a PNG', aPng(), 'image/png', false],
    ['an APNG', aPng(), 'image/apng', true],
    ['a WebP', webp(0x10), 'image/webp', false],
    ['a WebP that moves', webp(0x12), 'image/webp', true],
    ['a simple WebP', Buffer.from('RIFF    WEBPVP8 '), 'image/webp', false],
  ])('%s', (_what, content, type, expected) => {
    expect(isAnimated(content, type)).toBe(expected);
  });
});
