/** Which system's SQL a dump is written in: they differ in what a backslash and a double quote mean. */
export type DumpLanguage = 'mysql' | 'postgres';

export interface DumpToken {
  /** `name` may be a keyword; the text of a `name` or `string` is without quotes and escapes. */
  readonly kind: 'name' | 'string' | 'number' | 'sign';
  readonly text: string;
  /** In quotes: never a keyword. */
  readonly isQuoted?: boolean;
}

/** Characters of one value: beyond it something else than a dump was given. */
export const DUMP_TOKEN_MAX = 32 * 1024 * 1024;

const blank = /(?:\s+|--[^\n]*\n|#[^\n]*\n|\/\*[^]*?\*\/)+/y;
const unfinishedBlank = /(?:--|#)[^\n]*$|\/\*(?:(?!\*\/)[^])*$|[-+/]$/y;
const word = /[\p{L}_$][\p{L}\p{N}_$]*/uy;
const number = /0x[0-9a-f]*|[-+]?(?:\d[\d.]*(?:e[-+]?\d*)?|\.\d+)/iy;
const mysqlEscapes: Readonly<Record<string, string>> = {
  ...{ '0': '\0', b: '\b', n: '\n', r: '\r', t: '\t', Z: '\u001a', '%': '\\%', _: '\\_' },
};
const postgresEscapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

const postgresCode = /^(?:u[0-9a-f]{4}|U[0-9a-f]{8}|x[0-9a-f]{1,2}|[0-7]{1,3})/i;

/** Cuts SQL that comes in pieces into tokens; keeps only what is not a whole token yet. */
export class DumpTokens {
  private text = '';
  private place = 0;
  private isComplete = false;

  constructor(private readonly language: DumpLanguage) {}

  push(text: string): void {
    this.text = this.text.slice(this.place) + text;
    this.place = 0;
    if (this.text.length > DUMP_TOKEN_MAX) throw new Error(`a value is longer than ${DUMP_TOKEN_MAX} characters`);
  }

  /** Nothing follows what was pushed. */
  end(): void {
    const rest = this.text.slice(this.place);
    this.text = rest === '' || rest.endsWith('\n') ? rest : `${rest}\n`;
    this.place = 0;
    this.isComplete = true;
  }

  /** The rest of the line and those that follow, for data that is not SQL; undefined until a whole one is there. */
  nextLine(): string | undefined {
    const end = this.text.indexOf('\n', this.place);
    if (end < 0) return undefined;
    const line = this.text.slice(this.place, end);
    this.place = end + 1;
    return line.endsWith('\r') ? line.slice(0, -1) : line;
  }

  /** Undefined until more is pushed. */
  next(): DumpToken | undefined {
    this.skip(blank);
    if (this.place >= this.text.length) return undefined;
    if (!this.isComplete && this.match(unfinishedBlank) !== undefined) return undefined;
    const first = this.text[this.place] ?? '';
    if (first === "'") return this.quoted(this.place + 1, this.language === 'mysql');
    if (first === '`' || first === '"') return this.quotedName(first);
    const prefixed = this.prefixedString(first);
    if (prefixed !== 'none') return prefixed;
    return this.plain(first);
  }

  private plain(first: string): DumpToken | undefined {
    for (const [kind, pattern] of [['name', word] as const, ['number', number] as const]) {
      const text = this.match(pattern);
      if (text === undefined) continue;
      // It may go on in the next piece.
      if (!this.isComplete && this.place + text.length === this.text.length) return undefined;
      this.place += text.length;
      return { kind, text };
    }
    this.place += first.length;
    return { kind: 'sign', text: first };
  }

  /** `E'...'` with escapes, and `X'...'`, `B'...'`, `N'...'` without. */
  private prefixedString(first: string): DumpToken | undefined | 'none' {
    if (!/[eExXbBnN]/.test(first)) return 'none';
    if (this.place + 1 >= this.text.length && !this.isComplete) return undefined;
    if (this.text[this.place + 1] !== "'") return 'none';
    const token = this.quoted(this.place + 2, this.language === 'mysql' || /e/i.test(first));
    return token && /x/i.test(first) ? { ...token, text: fromHex(token.text) } : token;
  }

  private quotedName(quote: string): DumpToken | undefined {
    const isString = quote === '"' && this.language === 'mysql';
    const token = this.quoted(this.place + 1, isString, quote);
    return token && !isString ? { ...token, kind: 'name' } : token;
  }

  /** From behind the opening quote; a doubled quote stands for one. */
  private quoted(from: number, hasEscapes: boolean, quote = "'"): DumpToken | undefined {
    const { text } = this;
    let value = '';
    let copied = from;
    for (let place = from; place < text.length; place += 1) {
      const one = text[place];
      if (one === '\\' && hasEscapes) {
        const escape = this.escapeAt(place + 1);
        if (!escape) return undefined;
        value += text.slice(copied, place) + escape.text;
        copied = place + 1 + escape.length;
        place = copied - 1;
      } else if (one === quote) {
        if (place + 1 >= text.length && !this.isComplete) return undefined;
        if (text[place + 1] !== quote) {
          this.place = place + 1;
          return { kind: 'string', text: value + text.slice(copied, place), isQuoted: true };
        }
        value += text.slice(copied, place + 1);
        copied = place + 2;
        place += 1;
      }
    }
    return undefined;
  }

  /** What follows a backslash, and how long it is; undefined when it is not all there. */
  private escapeAt(place: number): { readonly text: string; readonly length: number } | undefined {
    const one = this.text[place];
    if (one === undefined) return undefined;
    if (this.language === 'mysql') return { text: mysqlEscapes[one] ?? one, length: 1 };
    if (this.text.length < place + 9 && !this.isComplete) return undefined;
    const code = postgresCode.exec(this.text.slice(place, place + 9));
    return code
      ? { text: fromCode(code[0]), length: code[0].length }
      : { text: postgresEscapes[one] ?? one, length: 1 };
  }

  private skip(pattern: RegExp): void {
    this.place += this.match(pattern)?.length ?? 0;
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.place;
    return pattern.exec(this.text)?.[0];
  }
}

/** A character by its number: hexadecimal behind a letter, else octal. */
function fromCode(code: string): string {
  const value = /^[0-7]/.test(code) ? parseInt(code, 8) : parseInt(code.slice(1), 16);
  return value <= 0x10_ffff ? String.fromCodePoint(value) : '\ufffd';
}

/** Bytes written as hexadecimal digits, as text. */
export const fromHex = (digits: string): string => Buffer.from(digits, 'hex').toString('utf8');
