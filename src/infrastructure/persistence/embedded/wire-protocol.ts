/**
 * The few parts of PostgreSQL's wire protocol that the embedded connection must understand itself.
 * https://www.postgresql.org/docs/18/protocol-message-formats.html
 */
export type TransactionStatus = 'idle' | 'open' | 'failed';

const TYPE_BYTES = 1;
const LENGTH_BYTES = 4;
const HEADER_BYTES = TYPE_BYTES + LENGTH_BYTES;
const READY_FOR_QUERY_BYTES = HEADER_BYTES + 1;

/** Messages after which the server answers: Query, Sync, Flush, Function call, and Terminate, which ends it all. */
const roundEnds = new Set(['Q', 'S', 'H', 'F', 'X'].map((type) => type.charCodeAt(0)));
const statusByByte = new Map<number, TransactionStatus>([
  ['I'.charCodeAt(0), 'idle'],
  ['T'.charCodeAt(0), 'open'],
  ['E'.charCodeAt(0), 'failed'],
]);

function message(type: string, ...parts: readonly (string | Buffer)[]): Buffer {
  const body = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(`${part}\0`) : part)));
  const header = Buffer.alloc(HEADER_BYTES);
  header.write(type, 0, 'latin1');
  header.writeInt32BE(body.length + LENGTH_BYTES, TYPE_BYTES);
  return Buffer.concat([header, body]);
}

const readyForQuery = message('Z', Buffer.from('I'));

/** What a server says after a successful login. */
export function loginReply(): Buffer {
  const settings: Readonly<Record<string, string>> = {
    server_version: '18.0',
    server_encoding: 'UTF8',
    client_encoding: 'UTF8',
    DateStyle: 'ISO, MDY',
    IntervalStyle: 'postgres',
    TimeZone: 'UTC',
    integer_datetimes: 'on',
    standard_conforming_strings: 'on',
  };
  return Buffer.concat([
    message('R', Buffer.alloc(4)),
    ...Object.entries(settings).map(([name, value]) => message('S', name, value)),
    message('K', Buffer.alloc(8)),
    readyForQuery,
  ]);
}

/** An error the server answers a whole round with. `code` is an SQLSTATE. */
export function errorReply(code: string, text: string): Buffer {
  const fields = ['SERROR', 'VERROR', `C${code}`, `M${text}`];
  return Buffer.concat([message('E', ...fields, Buffer.alloc(1)), readyForQuery]);
}

export function simpleQuery(sql: string): Buffer {
  return message('Q', sql);
}

/** The transaction status at the end of a reply; undefined when the round is not over (after a Flush). */
export function finalStatus(reply: Uint8Array): TransactionStatus | undefined {
  const start = reply.length - READY_FOR_QUERY_BYTES;
  if (start < 0 || reply[start] !== 'Z'.charCodeAt(0) || reply[start + LENGTH_BYTES] !== LENGTH_BYTES + 1) {
    return undefined;
  }
  return statusByByte.get(reply[start + HEADER_BYTES]);
}

export interface Round {
  /** Undefined means Terminate. */
  readonly request?: Uint8Array<ArrayBuffer>;
}

/**
 * Cuts what a client writes into rounds. Names of prepared statements get the connection's own prefix, because all
 * connections share one session and would meet each other's names.
 */
export class RoundReader {
  private pending: Buffer = Buffer.alloc(0);
  private messages: Buffer[] = [];
  private loggedIn = false;
  readonly statements = new Set<string>();

  constructor(private readonly statementPrefix: string) {}

  /** Returns 'login' once, for the startup message, and a round for each that is complete. */
  *read(chunk: Buffer): Generator<'login' | Round> {
    this.pending = this.pending.length === 0 ? chunk : Buffer.concat([this.pending, chunk]);
    if (!this.loggedIn) {
      if (!this.take(0)) return;
      this.loggedIn = true;
      yield 'login';
    }
    for (let next = this.take(TYPE_BYTES); next; next = this.take(TYPE_BYTES)) {
      this.messages.push(this.isolateNames(next));
      if (!roundEnds.has(next[0])) continue;
      const request = new Uint8Array(Buffer.concat(this.messages));
      this.messages = [];
      yield next[0] === 'X'.charCodeAt(0) ? {} : { request };
    }
  }

  /** One complete message off the front, whose length stands at `lengthOffset`. */
  private take(lengthOffset: number): Buffer | undefined {
    if (this.pending.length < lengthOffset + LENGTH_BYTES) return undefined;
    const end = lengthOffset + this.pending.readInt32BE(lengthOffset);
    if (this.pending.length < end) return undefined;
    const taken = this.pending.subarray(0, end);
    this.pending = this.pending.subarray(end);
    return taken;
  }

  private isolateNames(original: Buffer): Buffer {
    const at = statementNameOffset(original);
    if (at === undefined || original[at] === 0) return original;
    const name = this.statementPrefix + original.toString('utf8', at, original.indexOf(0, at));
    if (original[0] === 'P'.charCodeAt(0)) this.statements.add(name);
    const type = String.fromCharCode(original[0]);
    const before = original.subarray(HEADER_BYTES, at);
    return message(type, before, Buffer.from(this.statementPrefix), original.subarray(at));
  }
}

/** Where Parse, Bind, Describe and Close carry the name of a prepared statement. */
function statementNameOffset(bytes: Buffer): number | undefined {
  switch (String.fromCharCode(bytes[0])) {
    case 'P':
      return HEADER_BYTES;
    case 'B':
      return bytes.indexOf(0, HEADER_BYTES) + 1;
    case 'D':
    case 'C':
      return bytes[HEADER_BYTES] === 'S'.charCodeAt(0) ? HEADER_BYTES + 1 : undefined;
    default:
      return undefined;
  }
}
