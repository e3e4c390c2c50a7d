import { FrameSocket } from './frame-socket.mjs';
import { MarkerReader } from './marker.mjs';

/**
 * One member of a room, in the raw or in the Socket.IO dialect, on the cheap socket of frame-socket.mjs.
 *
 * @typedef {object} MemberOptions
 * @property {string} origin the server, for example http://localhost:3000
 * @property {string} roomId
 * @property {string} userId
 * @property {number} index the member's place in the load, handed back with every event
 * @property {string} [namespace] Socket.IO namespace, '/rooms' unless told; '/' for a bare server
 * @property {string} [ticket]
 *
 * @typedef {object} MemberEvents
 * @property {(index: number) => void} onJoined
 * @property {(index: number, sequence: number) => void} onMessage a message with a marker arrived
 * @property {(index: number, nonce: string) => void} [onAcknowledged] Socket.IO only: the send was acknowledged
 * @property {(index: number, code: string, message: string) => void} onError the server refused something
 * @property {(index: number, end: object) => void} onClosed what FrameSocket says, or a refused join
 */

const LETTER_M = 0x4d;
const LETTER_SMALL_M = 0x6d;
const QUOTE = 0x22;
/** Where the kind stands in `{"type":"Message",...`. */
const KIND_OFFSET = '{"type":"'.length;
const MESSAGE_END_OFFSET = KIND_OFFSET + 'Message'.length;
/** First letters of the kinds a load must look into: WelcomeInfo and Error. */
const KINDS_READ = new Set(['W', 'E'].map((letter) => letter.charCodeAt(0)));

export class RawMember {
  #markers = new MarkerReader();

  /**
   * @param {MemberOptions} options
   * @param {MemberEvents} events
   */
  constructor(options, events) {
    this.index = options.index;
    this.events = events;
    const url = new URL(`/ws/rooms/${encodeURIComponent(options.roomId)}`, options.origin);
    url.searchParams.set('user_id', options.userId);
    if (options.ticket !== undefined) url.searchParams.set('ticket', options.ticket);
    this.socket = new FrameSocket(url, {
      onOpen: () => undefined,
      onText: (buffer, start, end) => this.#receive(buffer, start, end),
      onClose: (end) => events.onClosed(this.index, end),
    });
  }

  send(content, nonce) {
    this.socket.sendText(JSON.stringify({ type: 'SendMessage', payload: { content, nonce } }));
  }

  close() {
    this.socket.close();
  }

  #receive(buffer, start, end) {
    const kind = buffer[start + KIND_OFFSET];
    if (kind === LETTER_M && buffer[start + MESSAGE_END_OFFSET] === QUOTE) {
      const sequence = this.#markers.read(buffer, start, end);
      if (sequence >= 0) this.events.onMessage(this.index, sequence);
    } else if (KINDS_READ.has(kind)) {
      const { type, payload } = JSON.parse(buffer.toString('utf8', start, end));
      if (type === 'WelcomeInfo') this.events.onJoined(this.index);
      if (type === 'Error') this.events.onError(this.index, payload.code, payload.message);
    }
  }
}

/** Engine.IO packet kinds. */
const OPEN = 0x30;
const PING = 0x32;
const MESSAGE = 0x34;
/** Socket.IO packet kinds. */
const CONNECT = 0x30;
const EVENT = 0x32;
const ACK = 0x33;
const CONNECT_ERROR = 0x34;
/** The acknowledgement number of `room:join`; sends take the numbers after it. */
const JOIN_ACK = 0;

export class SocketIoMember {
  #markers = new MarkerReader();
  #nonces = new Map();
  #nextAck = JOIN_ACK + 1;

  /**
   * @param {MemberOptions} options
   * @param {MemberEvents} events
   */
  constructor(options, events) {
    const namespace = options.namespace ?? '/rooms';
    this.index = options.index;
    this.options = options;
    this.events = events;
    this.prefix = namespace === '/' ? '' : `${namespace},`;
    this.eventOffset = 2 + this.prefix.length;
    this.socket = new FrameSocket(new URL('/socket.io/?EIO=4&transport=websocket', options.origin), {
      onOpen: () => undefined,
      onText: (buffer, start, end) => this.#receive(buffer, start, end),
      onClose: (end) => events.onClosed(this.index, end),
    });
  }

  send(content, nonce) {
    const ack = this.#nextAck;
    this.#nextAck += 1;
    this.#nonces.set(ack, nonce);
    const body = JSON.stringify(['message:send', { room_id: this.options.roomId, content, nonce }]);
    this.socket.sendText(`42${this.prefix}${ack}${body}`);
  }

  close() {
    this.socket.close();
  }

  #receive(buffer, start, end) {
    const packet = buffer[start];
    if (packet === MESSAGE && buffer[start + 1] === EVENT) {
      const event = start + this.eventOffset;
      // `["message",` and not `["message:deleted",`
      if (buffer[event + 2] !== LETTER_SMALL_M || buffer[event + 9] !== QUOTE) return;
      const sequence = this.#markers.read(buffer, event, end);
      if (sequence >= 0) this.events.onMessage(this.index, sequence);
    } else if (packet === MESSAGE) {
      this.#answer(buffer[start + 1], buffer.toString('utf8', start + this.eventOffset, end));
    } else if (packet === PING) {
      this.socket.sendText('3');
    } else if (packet === OPEN) {
      this.socket.sendText(`40${this.prefix}${JSON.stringify({ user_id: this.options.userId })}`);
    }
  }

  #answer(kind, text) {
    if (kind === CONNECT) {
      const { roomId, ticket } = this.options;
      const body = JSON.stringify(['room:join', { room_id: roomId, ticket }]);
      this.socket.sendText(`42${this.prefix}${JOIN_ACK}${body}`);
    } else if (kind === ACK) {
      const bodyStart = text.indexOf('[');
      this.#acknowledged(Number(text.slice(0, bodyStart)), JSON.parse(text.slice(bodyStart))[0]);
    } else if (kind === CONNECT_ERROR) {
      const error = JSON.parse(text);
      this.#refused({ code: error.data?.code ?? 'refused', message: error.message });
    }
  }

  #acknowledged(number, answer) {
    if (number === JOIN_ACK) {
      if (answer.ok) this.events.onJoined(this.index);
      else this.#refused(answer.error);
      return;
    }
    const nonce = this.#nonces.get(number);
    this.#nonces.delete(number);
    if (answer.ok) this.events.onAcknowledged?.(this.index, nonce);
    else this.events.onError(this.index, answer.error.code, answer.error.message);
  }

  #refused(error) {
    this.events.onError(this.index, error.code, error.message);
    this.socket.destroy();
  }
}

/** @param {'raw' | 'socketio'} transport */
export function openMember(transport, options, events) {
  return transport === 'raw' ? new RawMember(options, events) : new SocketIoMember(options, events);
}
