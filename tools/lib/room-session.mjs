import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { io } from 'socket.io-client';

/**
 * One person's stay in one room over Socket.IO. It comes back by itself after a lost connection and then misses nothing
 * and sends nothing twice: it joins with the id of the last message seen, holds live messages back until what was
 * missed is complete, and repeats unacknowledged sends with their old nonce.
 *
 * Events: `joined` (first time), `returned`, `offline` (reason), `waiting` (why), `message`, `announcement`, `event`
 * (name, payload), and exactly one `ended` ({kind, code, message}).
 */

const ANSWER_DEADLINE_MS = 15_000;
const RETRY_MS = 1000;
const HISTORY_PAGE = 100;
/** HTTP answers to a handshake that comes too fast; Engine.IO says 400. */
const BUSY = / (400|429|503)$/;
/** How often the very first connection is tried when the server is there but too busy. */
const FIRST_CONNECTS_MAX = 20;
/** Refusals that pass by themselves. */
const PASSING = new Set(['limited', 'unavailable']);
const LIVE_EVENTS = [
  'message:deleted',
  'user:joined',
  'user:left',
  'user:muted',
  'user:kicked',
  'user:banned',
  'room:closed',
  'custom:event',
  'session:replaced',
];
/** What ends the stay when it happens to this person; the others happen to the room. */
const OWN_END = new Set(['user:kicked', 'user:banned']);
const ROOM_END = new Set(['room:closed', 'session:replaced']);

export class CommandError extends Error {
  /** @param {{code: string, message: string, retry_after_ms?: number}} error as the server told it */
  constructor(error) {
    super(error.message);
    this.code = error.code;
    this.retryAfterMs = error.retry_after_ms;
  }
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const byId = (left, right) => (BigInt(left.id) < BigInt(right.id) ? -1 : 1);

export class RoomSession extends EventEmitter {
  /** @type {{user_id: string, nickname: string | null, is_admin?: boolean}[]} */
  users = [];
  room = undefined;
  isInside = false;
  #hasJoined = false;
  #hasEnded = false;
  #lastId = 0n;
  #held = undefined;
  #outbox = [];
  #isFlushing = false;
  #failedConnects = 0;

  /** @param {{url: string, roomId: string, userId: string, nickname?: string, ticket?: string, token?: string}} settings */
  constructor(settings) {
    super();
    this.settings = settings;
    const { url, userId, nickname, token } = settings;
    this.socket = io(new URL('/rooms', url).href, {
      auth: { user_id: userId, nickname, token },
      transports: ['websocket'],
      autoConnect: false,
      forceNew: true,
      reconnectionDelay: 300,
      reconnectionDelayMax: 3000,
    });
    this.#listen();
  }

  start() {
    this.socket.connect();
  }

  /** @returns {Promise<void>} when the server has stored the message @throws {CommandError} */
  send(content) {
    return new Promise((resolve, reject) => {
      this.#outbox.push({ content, nonce: randomUUID(), resolve, reject });
      void this.#flush();
    });
  }

  /** @returns {Promise<object>} the server's answer @throws {CommandError} */
  async command(name, payload = {}) {
    let answer;
    try {
      answer = await this.#ask(name, { room_id: this.settings.roomId, ...payload });
    } catch {
      throw new CommandError({ code: 'offline', message: 'no answer: the connection was lost' });
    }
    if (!answer.ok) throw new CommandError(answer.error);
    return answer.data;
  }

  /** Says goodbye and ends. */
  async leave() {
    if (this.isInside) await this.command('room:leave').catch(() => undefined);
    this.#end({ kind: 'left' });
  }

  #ask(name, payload) {
    return this.socket.timeout(ANSWER_DEADLINE_MS).emitWithAck(name, payload);
  }

  #listen() {
    const { socket } = this;
    socket.on('connect', () => void this.#join());
    socket.on('connect_error', (error) => this.#connectFailed(error));
    socket.on('disconnect', (reason) => this.#disconnected(reason));
    socket.on('message', (message) => this.#receive('message', message));
    socket.on('system', (notice) => {
      if (notice.id === undefined) this.emit('event', 'system', notice);
      else this.#receive('announcement', announcementOf(notice));
    });
    for (const name of LIVE_EVENTS) socket.on(name, (payload) => this.#happened(name, payload));
  }

  async #join() {
    const { roomId, ticket } = this.settings;
    this.#held = [];
    try {
      const known = this.#lastId > 0n ? { last_message_id: String(this.#lastId) } : {};
      const answer = await this.#ask('room:join', { room_id: roomId, ticket, ...known });
      if (!answer.ok) return await this.#joinRefused(answer.error);
      await this.#enter(answer.data, known.last_message_id !== undefined);
    } catch {
      // The connection went away in between; the next one joins again.
      if (this.socket.connected) void this.#join();
    }
  }

  async #joinRefused(error) {
    if (!PASSING.has(error.code)) {
      this.#end({ kind: 'refused', ...error });
      return;
    }
    this.emit('waiting', error.message);
    await pause(error.retry_after_ms ?? RETRY_MS);
    if (this.socket.connected && !this.#hasEnded) await this.#join();
  }

  async #enter(entry, isReturn) {
    this.room = entry.room;
    this.users = entry.users;
    this.isInside = true;
    if (!this.#hasJoined) this.emit('joined', entry);
    this.#showAll(entry.messages);
    if (isReturn && entry.has_more) await this.#readOn();
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const [kind, message] of held) this.#show(kind, message);
    if (this.#hasJoined) this.emit('returned');
    this.#hasJoined = true;
    void this.#flush();
  }

  /** What was missed is longer than one answer. */
  async #readOn() {
    for (;;) {
      const { messages } = await this.command('message:history', { after: String(this.#lastId), limit: HISTORY_PAGE });
      this.#showAll(messages);
      if (messages.length < HISTORY_PAGE) return;
    }
  }

  #receive(kind, message) {
    if (this.#held === undefined) this.#show(kind, message);
    else this.#held.push([kind, message]);
  }

  #showAll(messages) {
    for (const message of messages.toSorted(byId)) {
      this.#show(message.from === null ? 'announcement' : 'message', message);
    }
  }

  #show(kind, message) {
    const id = BigInt(message.id);
    if (id <= this.#lastId) return;
    this.#lastId = id;
    this.emit(kind, message);
  }

  #happened(name, payload) {
    if (name === 'user:joined') this.users = [...this.#others(payload.user_id), payload];
    if (name === 'user:left') this.users = this.#others(payload.user_id);
    if (ROOM_END.has(name) || (OWN_END.has(name) && payload.user_id === this.settings.userId)) {
      this.#end({ kind: 'removed', code: name });
    } else {
      this.emit('event', name, payload);
    }
  }

  #others(userId) {
    return this.users.filter((user) => user.user_id !== userId);
  }

  #connectFailed(error) {
    if (error.data?.code !== undefined) {
      this.#end({ kind: 'refused', ...error.data });
      return;
    }
    const reason = error.description?.message || error.message;
    const isBusy = BUSY.test(reason);
    this.#failedConnects += 1;
    if (this.#hasJoined || (isBusy && this.#failedConnects < FIRST_CONNECTS_MAX)) {
      this.emit('waiting', isBusy ? 'the server takes no more connections from here just now' : reason);
    } else {
      this.#end({ kind: 'unreachable', message: reason });
    }
  }

  #disconnected(reason) {
    this.isInside = false;
    if (this.#hasEnded) return;
    this.emit('offline', reason);
    // After this one the client library does not come back by itself.
    if (reason === 'io server disconnect') setTimeout(() => this.#hasEnded || this.socket.connect(), RETRY_MS);
  }

  /** One send at a time, so that their order survives a repeat. */
  async #flush() {
    if (this.#isFlushing) return;
    this.#isFlushing = true;
    while (this.#outbox.length > 0 && this.isInside) {
      const [{ content, nonce, resolve, reject }] = this.#outbox;
      try {
        const answer = await this.#ask('message:send', { room_id: this.settings.roomId, content, nonce });
        this.#outbox.shift();
        if (answer.ok) resolve();
        else reject(new CommandError(answer.error));
      } catch {
        // Not answered: stays first in the outbox and is sent again with the same nonce.
      }
    }
    this.#isFlushing = false;
  }

  #end(end) {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.isInside = false;
    this.socket.disconnect();
    const lost = new CommandError({ code: 'ended', message: 'not sent: the stay in the room ended' });
    for (const { reject } of this.#outbox.splice(0)) reject(lost);
    this.emit('ended', end);
  }
}

function announcementOf({ id, message, created_at: createdAt }) {
  return { id, from: null, nickname: null, content: message, is_admin: false, created_at: createdAt };
}
