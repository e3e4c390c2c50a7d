import { promisify } from 'node:util';
import { constants, createDeflate, type Deflate, deflate } from 'node:zlib';
import { binaryFrame, encodedTextFrame } from '../../../shared/websocket-frame';

/** Makes frames of payloads one after the other; never asked for the next before the last is done. */
export interface PayloadCodec {
  encode(payload: Buffer): Promise<Buffer>;
  close(): void;
}

/** Cheap enough to do for each session by itself; a higher one makes chat hardly smaller. */
const LEVEL = 4;
/** 128 KiB for each session instead of 256. */
const MEMORY_LEVEL = 7;

/**
 * `compress=zlib-stream`: one stream for the whole connection, each payload ends with a flush (`00 00 ff ff`).
 * https://docs.discord.com/developers/events/gateway#transport-compression
 */
export class ZlibStreamCodec implements PayloadCodec {
  private readonly stream: Deflate;
  private chunks: Buffer[] = [];

  constructor() {
    this.stream = createDeflate({ flush: constants.Z_SYNC_FLUSH, level: LEVEL, memLevel: MEMORY_LEVEL });
    this.stream.on('data', (chunk: Buffer) => this.chunks.push(chunk));
    // Told to whoever waits for the write.
    this.stream.on('error', () => undefined);
  }

  encode(payload: Buffer): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      this.stream.write(payload, (error) => {
        const chunks = this.chunks;
        this.chunks = [];
        if (error) reject(error);
        else resolve(binaryFrame(Buffer.concat(chunks)));
      });
    });
  }

  close(): void {
    this.stream.destroy();
  }
}

/** Payloads shorter than this are sent as they are. */
export const COMPRESSED_PAYLOAD_BYTES_MIN = 256;

const deflateAlone = promisify(deflate);

/** `compress: true` of IDENTIFY: each payload compressed by itself; https://docs.discord.com/developers/events/gateway#payload-compression */
export class PayloadDeflateCodec implements PayloadCodec {
  async encode(payload: Buffer): Promise<Buffer> {
    if (payload.length < COMPRESSED_PAYLOAD_BYTES_MIN) return encodedTextFrame(payload);
    return binaryFrame(await deflateAlone(payload));
  }

  close(): void {}
}
