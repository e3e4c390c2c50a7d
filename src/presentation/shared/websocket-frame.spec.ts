import type { Writable } from 'node:stream';
import * as fc from 'fast-check';
import * as ws from 'ws';
import { PING_FRAME, textFrame } from './websocket-frame';

/** The parser of `ws`, which its type declarations leave out. */
const { Receiver } = ws as typeof ws & { readonly Receiver: new (options: object) => Writable };

/** What a client reads of these bytes, with the parser of `ws`. */
async function read(bytes: Uint8Array): Promise<{ texts: string[]; pings: number }> {
  const receiver = new Receiver({ isServer: false, allowSynchronousEvents: true });
  const texts: string[] = [];
  let pings = 0;
  receiver.on('message', (data: Buffer, isBinary: boolean) => texts.push(isBinary ? 'binary' : data.toString()));
  receiver.on('ping', () => {
    pings += 1;
  });
  await new Promise<void>((resolve, reject) => {
    receiver.once('error', reject);
    receiver.write(bytes, () => resolve());
  });
  return { texts, pings };
}

describe('textFrame', () => {
  it.each([
    [0, 2],
    [1, 2],
    [125, 2],
    [126, 4],
    [65_535, 4],
    [65_536, 10],
    [200_000, 10],
  ])('writes %i bytes behind a header of %i, as RFC 6455 wants it', async (length, headerLength) => {
    const text = 'x'.repeat(length);
    const frame = textFrame(text);

    expect(frame).toHaveLength(headerLength + length);
    expect(frame[0]).toBe(0x81);
    expect((frame[1] ?? 0) & 0x80).toBe(0);
    expect((await read(frame)).texts).toEqual([text]);
  });

  it('counts bytes, not characters', async () => {
    const text = '禁言'.repeat(20) + '😀';

    expect((await read(textFrame(text))).texts).toEqual([text]);
  });

  it('has memory of its own: a frame that waits holds no pool', () => {
    const frame = textFrame('a');

    expect(frame.buffer.byteLength).toBe(frame.byteLength);
  });

  it('can be joined: frames one behind the other are read one by one, with a ping between', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: 'grapheme', maxLength: 200 }), { maxLength: 10 }), async (texts) => {
        const bytes = Buffer.concat(texts.flatMap((text) => [textFrame(text), PING_FRAME]));
        expect(await read(bytes)).toEqual({ texts, pings: texts.length });
      }),
      { numRuns: 50 },
    );
  });
});
