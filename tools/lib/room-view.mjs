import { harmless } from './terminal.mjs';

/** What a person reads of a room: one line per message and event, each message with a short number for /delete. */

const REFUSALS = {
  banned: 'you are banned from this room',
  room_full: 'the room is full',
  room_closed: 'the room is closed',
  not_found: 'there is no such room, person or message',
  forbidden: 'not allowed',
  muted: 'you are muted in this room',
  too_long: 'the message is too long',
  limited: 'too fast, wait a moment',
  unavailable: 'the server cannot do this now',
};

const ENDS = {
  'user:kicked': 'You were kicked from the room.',
  'user:banned': 'You were banned from the room.',
  'room:closed': 'The room was closed.',
  'session:replaced': 'You joined this room somewhere else; this connection was replaced.',
};

/** @param {{code: string, message: string, retryAfterMs?: number}} error */
export function explain({ code, message, retryAfterMs }) {
  if (code === 'slow_mode') {
    const seconds = retryAfterMs === undefined ? '' : `, wait ${Math.ceil(retryAfterMs / 1000)} s`;
    return `the room is in slow mode${seconds}`;
  }
  const meaning = REFUSALS[code];
  const words = harmless(message ?? '');
  if (meaning === undefined) return `${words} (${code})`;
  return words === '' ? meaning : `${meaning} (${words})`;
}

export class RoomView {
  #ids = [];
  /** Id to its short number, which is its place in #ids counted from 1. */
  #numbers = new Map();

  /** @param {import('./terminal.mjs').Terminal} terminal */
  constructor(terminal) {
    this.terminal = terminal;
  }

  message(message) {
    const { terminal } = this;
    const userId = message.from ?? '';
    const shown = harmless(message.nickname ?? userId);
    const name = shown === harmless(userId) ? shown : `${shown} (${harmless(userId)})`;
    const author = terminal.name(userId, message.is_admin ? `${name}*` : name);
    terminal.line(`${this.#head(message)} ${author}: ${harmless(message.content)}`);
  }

  announcement(message) {
    this.terminal.line(`${this.#head(message)} ${this.terminal.yellow(`*** ${harmless(message.content)} ***`)}`);
  }

  event(name, payload) {
    const who = harmless(payload.user_id ?? '');
    const lines = {
      'user:joined': () => `${harmless(payload.nickname ?? payload.user_id)} joined`,
      'user:left': () => `${who} left`,
      'user:muted': () => `${who} was ${payload.muted === false ? 'unmuted' : 'muted'}`,
      'user:kicked': () => `${who} was kicked`,
      'user:banned': () => `${who} was banned`,
      'message:deleted': () => `message ${this.#nameOf(payload.id)} was deleted`,
      'custom:event': () =>
        `event ${harmless(payload.event_type)}: ${harmless(JSON.stringify(payload.payload ?? null))}`,
      system: () => harmless(payload.message),
    };
    if (lines[name] !== undefined) this.note(lines[name]());
  }

  note(text) {
    this.terminal.line(this.terminal.dim(`- ${text}`));
  }

  problem(text) {
    this.terminal.line(this.terminal.red(`! ${text}`));
  }

  /** @returns the exit code's reason in words, and prints it */
  ended({ kind, code, message, retry_after_ms: retryAfterMs }) {
    if (kind === 'left') return;
    if (kind === 'removed') this.problem(ENDS[code]);
    if (kind === 'refused') {
      const hint = code === 'forbidden' ? '; prove who you are with --ticket' : '';
      this.problem(`Refused: ${explain({ code, message, retryAfterMs })}${hint}`);
    }
    if (kind === 'unreachable') {
      this.problem(`Cannot connect: ${harmless(message)}. Is the server running at this address?`);
    }
  }

  /** @param {string} text a message's short number or its whole id @returns {string | undefined} the id */
  messageId(text) {
    const number = /^#?(\d{1,9})$/.exec(text);
    if (number !== null) return this.#ids[Number(number[1]) - 1];
    return /^\d{10,20}$/.test(text) ? text : undefined;
  }

  #head({ id, created_at: createdAt }) {
    const number = this.#numbers.get(id) ?? this.#ids.push(id);
    this.#numbers.set(id, number);
    const time = new Date(createdAt).toTimeString().slice(0, 8);
    return this.terminal.dim(`${time} #${number}`);
  }

  #nameOf(id) {
    const number = this.#numbers.get(id);
    return number === undefined ? harmless(id) : `#${number}`;
  }
}
