import { createHash, randomBytes } from 'node:crypto';
import net from 'node:net';
import tls from 'node:tls';

/**
 * A WebSocket client that does as little as possible, so that thousands of them in one process measure the server and
 * not themselves: every socket reads into one shared buffer, and a text frame is handed over as a range of that buffer
 * without decoding it. It understands what chat servers send: whole text frames, pings and closes.
 */

const WEBSOCKET_GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const READ_BUFFER_BYTES = 256 * 1024;
const MAX_REFUSAL_BYTES = 64 * 1024;
const OPCODE_TEXT = 1;
const OPCODE_CLOSE = 8;
const OPCODE_PING = 9;
const OPCODE_PONG = 10;

/** Reads never overlap in one thread, so all sockets of the process share this buffer. */
const sharedReadBuffer = Buffer.allocUnsafe(READ_BUFFER_BYTES);

/**
 * One client frame. The masking key is zero, which the protocol allows and which leaves the payload as it is.
 * @param {number} opcode
 * @param {Buffer} payload at most 65,535 bytes
 */
export function clientFrame(opcode, payload) {
  const headerBytes = payload.length < 126 ? 6 : 8;
  const frame = Buffer.alloc(headerBytes + payload.length);
  frame[0] = 0x80 | opcode;
  if (payload.length < 126) {
    frame[1] = 0x80 | payload.length;
  } else {
    frame[1] = 0x80 | 126;
    frame.writeUInt16BE(payload.length, 2);
  }
  payload.copy(frame, headerBytes);
  return frame;
}

/**
 * @typedef {object} Refusal why the server did not upgrade
 * @property {number} status HTTP status
 * @property {string} body
 * @property {number} retryAfterSeconds 0 when the server named none
 */

/**
 * @typedef {object} FrameSocketEvents
 * @property {() => void} onOpen
 * @property {(buffer: Buffer, start: number, end: number) => void} onText the range is only valid during the call
 * @property {(end: {code: number, reason: string, refusal?: Refusal, error?: Error}) => void} onClose called once
 */

export class FrameSocket {
  /** Bytes received so far, frame headers included. */
  bytesReceived = 0;

  /**
   * @param {URL} url ws:, wss:, http: or https:
   * @param {FrameSocketEvents} events
   */
  constructor(url, events) {
    this.events = events;
    this.state = 'connecting';
    this.leftover = undefined;
    this.closeCode = 1006;
    this.closeReason = '';
    this.key = randomBytes(16).toString('base64');
    this.socket = this.#connect(url);
    this.socket.setNoDelay(true);
    this.socket.on('error', (error) => (this.error = error));
    this.socket.on('close', () => this.#closed());
  }

  #connect(url) {
    const secure = url.protocol === 'wss:' || url.protocol === 'https:';
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const port = Number(url.port || (secure ? 443 : 80));
    const greet = () => this.socket.write(this.#handshake(url));
    if (secure) {
      const socket = tls.connect({ host, port, servername: net.isIP(host) ? undefined : host }, greet);
      socket.on('data', (chunk) => this.#read(chunk, chunk.length));
      return socket;
    }
    const callback = (bytes, buffer) => {
      this.#read(buffer, bytes);
      return true;
    };
    return net.connect({ host, port, onread: { buffer: sharedReadBuffer, callback } }, greet);
  }

  #handshake(url) {
    return (
      `GET ${url.pathname}${url.search} HTTP/1.1\r\nHost: ${url.host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      `Sec-WebSocket-Key: ${this.key}\r\nSec-WebSocket-Version: 13\r\n\r\n`
    );
  }

  /** @param {string} text at most 65,535 bytes of UTF-8 */
  sendText(text) {
    if (this.state === 'open') {
      this.socket.write(clientFrame(OPCODE_TEXT, Buffer.from(text)));
    }
  }

  close() {
    if (this.state === 'open') {
      this.socket.write(clientFrame(OPCODE_CLOSE, Buffer.from([0x03, 0xe8])));
    }
    this.state = 'closing';
    this.socket.end();
  }

  destroy() {
    this.socket.destroy();
  }

  #read(buffer, bytes) {
    this.bytesReceived += bytes;
    let data = buffer;
    let length = bytes;
    if (this.leftover !== undefined) {
      data = Buffer.concat([this.leftover, buffer.subarray(0, bytes)]);
      length = data.length;
      this.leftover = undefined;
    }
    const consumed = this.state === 'connecting' ? this.#readUpgrade(data, length) : this.#readFrames(data, 0, length);
    if (consumed < length) {
      this.leftover = Buffer.from(data.subarray(consumed, length));
    }
  }

  #readUpgrade(data, length) {
    const headEnd = data.subarray(0, length).indexOf('\r\n\r\n');
    if (headEnd < 0) {
      return 0;
    }
    const head = data.toString('latin1', 0, headEnd);
    const status = Number(head.slice(9, 12));
    if (status !== 101) {
      this.#readRefusal(head, status, data.toString('utf8', headEnd + 4, length));
      return length > MAX_REFUSAL_BYTES ? length : 0;
    }
    const expected = createHash('sha1')
      .update(this.key + WEBSOCKET_GUID)
      .digest('base64');
    if (!head.includes(expected)) {
      this.#fail('The server answered the upgrade with a wrong Sec-WebSocket-Accept');
      return length;
    }
    this.state = 'open';
    this.events.onOpen();
    return this.#readFrames(data, headEnd + 4, length);
  }

  /** Called again with more of the body until the declared length is there or the server closes. */
  #readRefusal(head, status, body) {
    const retryAfter = /^retry-after:\s*(\d+)/im.exec(head);
    this.refusal = { status, body, retryAfterSeconds: retryAfter === null ? 0 : Number(retryAfter[1]) };
    const declared = /^content-length:\s*(\d+)/im.exec(head);
    if (declared !== null && Buffer.byteLength(body) >= Number(declared[1])) {
      this.socket.destroy();
    }
  }

  #readFrames(data, from, length) {
    let position = from;
    while (length - position >= 2) {
      let headerBytes = 2;
      let payloadBytes = data[position + 1] & 0x7f;
      if (payloadBytes === 126) {
        headerBytes = 4;
        if (length - position < headerBytes) break;
        payloadBytes = data.readUInt16BE(position + 2);
      } else if (payloadBytes === 127) {
        headerBytes = 10;
        if (length - position < headerBytes) break;
        payloadBytes = data.readUInt32BE(position + 6);
      }
      const start = position + headerBytes;
      const end = start + payloadBytes;
      if (end > length) break;
      if (data[position] === 0x81) {
        this.events.onText(data, start, end);
      } else {
        this.#control(data[position], data, start, end);
      }
      position = end;
    }
    return position;
  }

  #control(firstByte, data, start, end) {
    const opcode = firstByte & 0x0f;
    if (opcode === OPCODE_PING) {
      this.socket.write(clientFrame(OPCODE_PONG, Buffer.from(data.subarray(start, end))));
    } else if (opcode === OPCODE_CLOSE) {
      this.closeCode = end - start >= 2 ? data.readUInt16BE(start) : 1005;
      this.closeReason = data.toString('utf8', Math.min(start + 2, end), end);
      this.close();
    } else if (opcode !== OPCODE_PONG) {
      this.#fail(`The server sent a frame this client does not read (first byte 0x${firstByte.toString(16)})`);
    }
  }

  #fail(message) {
    this.error = new Error(message);
    this.socket.destroy();
  }

  #closed() {
    this.state = 'closed';
    this.events.onClose({
      code: this.closeCode,
      reason: this.closeReason,
      ...(this.refusal === undefined ? {} : { refusal: this.refusal }),
      ...(this.error === undefined ? {} : { error: this.error }),
    });
  }
}
