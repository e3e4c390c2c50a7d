import { FrameSocket } from '../../tools/lib/frame-socket.mjs';
import { MarkerReader } from '../../tools/lib/marker.mjs';

/**
 * One session of the gateway on the cheap socket of frame-socket.mjs: identifies or resumes, beats, reads the markers of
 * messages and the numbers of its events. It reads payloads that begin with `{"t":...,"s":...`.
 *
 * @typedef {object} GatewayMemberOptions
 * @property {string} origin
 * @property {string} token
 * @property {number} index the session's place in the load, handed back with every event
 *
 * @typedef {object} GatewayMemberEvents
 * @property {(index: number) => void} onReady all of the first state is here, or RESUMED
 * @property {(index: number, sequence: number) => void} onMessage
 * @property {(index: number, end: object) => void} onClosed
 * @property {(index: number, problem: string) => void} onProblem an event was lost or repeated, or op 9
 */

/** Guilds and their messages. */
const INTENTS = 0b10_0000_0001;
/** Where the name stands in `{"t":"MESSAGE_CREATE","s":12,...`. */
const NAME_OFFSET = '{"t":"'.length;
const MESSAGE_CREATE = Buffer.from('MESSAGE_CREATE"');
const NUMBER_OFFSET = '{"t":"MESSAGE_CREATE","s":'.length;
const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;

function numberAt(buffer, position) {
  let value = 0;
  for (let digit = buffer[position]; digit >= DIGIT_0 && digit <= DIGIT_9; digit = buffer[(position += 1)]) {
    value = value * 10 + (digit - DIGIT_0);
  }
  return value;
}

export class GatewayMember {
  #markers = new MarkerReader();
  #guildsToCome = 0;
  #sessionId;
  lastNumber = 0;

  /**
   * @param {GatewayMemberOptions} options
   * @param {GatewayMemberEvents} events
   */
  constructor(options, events) {
    this.options = options;
    this.index = options.index;
    this.events = events;
    this.connect();
  }

  /** Opens a socket; with a session that was begun before, it is resumed. */
  connect() {
    this.socket = new FrameSocket(new URL('/gateway?v=10&encoding=json', this.options.origin), {
      onOpen: () => undefined,
      onText: (buffer, start, end) => this.#receive(buffer, start, end),
      onClose: (end) => this.events.onClosed(this.index, end),
    });
  }

  heartbeat() {
    this.#tell(1, this.lastNumber);
  }

  close() {
    this.socket.close();
  }

  /** As when the network is gone: the session can be resumed. */
  lose() {
    this.socket.destroy();
  }

  #tell(op, d) {
    this.socket.sendText(JSON.stringify({ op, d }));
  }

  #receive(buffer, start, end) {
    const name = start + NAME_OFFSET;
    if (buffer.compare(MESSAGE_CREATE, 0, MESSAGE_CREATE.length, name, name + MESSAGE_CREATE.length) === 0) {
      this.#count(numberAt(buffer, start + NUMBER_OFFSET));
      const sequence = this.#markers.read(buffer, start, end);
      if (sequence >= 0) this.events.onMessage(this.index, sequence);
      return;
    }
    const payload = JSON.parse(buffer.toString('utf8', start, end));
    if (payload.s !== null) this.#count(payload.s);
    if (payload.op === 10) this.#greet();
    else if (payload.op === 9) this.events.onProblem(this.index, 'op 9');
    else this.#begin(payload);
  }

  #begin({ t, d }) {
    if (t === 'READY') {
      this.#sessionId = d.session_id;
      this.#guildsToCome = d.guilds?.length ?? 0;
    } else if (t === 'GUILD_CREATE') {
      this.#guildsToCome -= 1;
    } else if (t !== 'RESUMED') {
      return;
    }
    if (this.#guildsToCome === 0 || t === 'RESUMED') this.events.onReady(this.index);
  }

  #greet() {
    const { token } = this.options;
    if (this.#sessionId === undefined) this.#tell(2, { token, intents: INTENTS, properties: {} });
    else this.#tell(6, { token, session_id: this.#sessionId, seq: this.lastNumber });
  }

  #count(number) {
    if (number !== this.lastNumber + 1) this.events.onProblem(this.index, 'number out of order');
    this.lastNumber = number;
  }
}
