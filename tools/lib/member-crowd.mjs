import { performance } from 'node:perf_hooks';
import { openMember } from './members.mjs';

/** Opens many members at once, politely: a refusal for being too fast is waited out and tried again. */

const TOO_MANY_REQUESTS = 429;
const RETRY_STATUS = new Set([TOO_MANY_REQUESTS, 503]);
const MAX_ATTEMPTS = 120;
const DEFAULT_RETRY_MS = 1000;

export class MemberCrowd {
  members = [];
  joined = 0;
  /** How often a join was refused for being too fast. */
  throttled = 0;
  /** Members that were lost after they had joined. */
  dropped = 0;
  /** Code or reason to how often it was met. */
  errors = new Map();
  #closing = false;
  #stopped = false;

  /**
   * @param {'raw' | 'socketio'} transport
   * @param {{onMessage: (index: number, sequence: number) => void,
   *   onAcknowledged?: (index: number, nonce: string) => void}} events
   */
  constructor(transport, events) {
    this.transport = transport;
    this.events = events;
  }

  /**
   * @param {import('./members.mjs').MemberOptions[]} options one per member, `index` counting from 0
   * @param {number} concurrency how many joins may be under way at once
   * @returns seconds until the last one was inside
   */
  async open(options, concurrency) {
    const started = performance.now();
    let next = 0;
    let failure;
    const worker = async () => {
      while (next < options.length && !this.#stopped) {
        const option = options[next];
        next += 1;
        try {
          await this.#joinPatiently(option);
        } catch (error) {
          failure ??= error;
          this.stop();
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(concurrency, options.length) }, worker));
    if (failure !== undefined) throw failure;
    return (performance.now() - started) / 1000;
  }

  /** Opens no more members. */
  stop() {
    this.#stopped = true;
  }

  async close() {
    this.#closing = true;
    const inside = this.members.filter((member) => member !== undefined);
    const closed = inside.map((member) => member.closed);
    for (const member of inside) member.close();
    const deadline = setTimeout(() => inside.forEach((member) => member.socket.destroy()), 2000);
    await Promise.all(closed);
    clearTimeout(deadline);
  }

  countError(code) {
    this.errors.set(code, (this.errors.get(code) ?? 0) + 1);
  }

  async #joinPatiently(options) {
    for (let attempt = 1; ; attempt += 1) {
      const failure = await this.#join(options);
      if (failure === undefined || this.#stopped) return;
      if (failure.retryMs === undefined || attempt === MAX_ATTEMPTS) {
        throw new Error(`Member ${options.userId} could not join: ${failure.text}`);
      }
      this.throttled += 1;
      await new Promise((resolve) => setTimeout(resolve, failure.retryMs));
    }
  }

  /** @returns undefined when inside, else why not */
  #join(options) {
    return new Promise((resolve) => {
      let inside = false;
      let said;
      let markClosed;
      const closed = new Promise((done) => (markClosed = done));
      const member = openMember(this.transport, options, {
        onMessage: this.events.onMessage,
        onAcknowledged: this.events.onAcknowledged,
        onJoined: (index) => {
          inside = true;
          this.joined += 1;
          this.members[index] = member;
          resolve(undefined);
        },
        onError: (_index, code, message) => {
          said = `${code}: ${message}`;
          if (inside) this.countError(code);
        },
        onClosed: (_index, end) => {
          markClosed();
          if (inside) this.#left(end);
          else resolve(describeFailure(end, said));
        },
      });
      member.closed = closed;
    });
  }

  #left(end) {
    this.joined -= 1;
    if (this.#closing) return;
    this.dropped += 1;
    this.countError(`closed ${end.code}${end.reason === '' ? '' : ` ${end.reason}`}`);
  }
}

function describeFailure(end, said) {
  if (end.refusal !== undefined) {
    const { status, body, retryAfterSeconds } = end.refusal;
    // Engine.IO answers every refused handshake with 400; only its text tells why.
    const isPassing = RETRY_STATUS.has(status) || (status === 400 && /too many/i.test(body));
    const retryMs = isPassing ? retryAfterSeconds * 1000 || DEFAULT_RETRY_MS : undefined;
    return { text: `HTTP ${status} ${body}`.trim(), retryMs };
  }
  if (said !== undefined) {
    return { text: said, retryMs: said.startsWith('limited:') ? DEFAULT_RETRY_MS : undefined };
  }
  return { text: end.error?.message || `closed with ${end.code} ${end.reason}`.trim() };
}
