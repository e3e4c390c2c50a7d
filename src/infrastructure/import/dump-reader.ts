import { type DumpLanguage, type DumpToken, DumpTokens, fromHex } from './dump-tokens';

/** Null is SQL's NULL; everything else is the text of the value. */
export type DumpValue = string | null;

export interface DumpRow {
  /** Without schema, in lower case. */
  readonly table: string;
  readonly values: Readonly<Record<string, DumpValue>>;
}

/** Columns of tables whose rows are written without them and whose CREATE TABLE is not in the dump. */
export type KnownColumns = Readonly<Record<string, readonly string[]>>;

/** Words that begin a line of CREATE TABLE which is no column. */
const notColumns = new Set(
  'primary key unique constraint index fulltext spatial check foreign exclude like period'.split(' '),
);
const copyEscapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/**
 * The rows of a dump, in its order: what `mysqldump` writes, and `pg_dump` as COPY or as INSERT. Everything else in it is
 * passed over. Holds one row at a time, however large the dump is.
 * @throws Error that says what is wrong, for something that is no dump
 */
export async function* readDump(
  pieces: AsyncIterable<string>,
  language: DumpLanguage,
  known: KnownColumns,
): AsyncGenerator<DumpRow> {
  const tokens = new DumpTokens(language);
  const statements = new Statements(tokens, known);
  for await (const piece of pieces) {
    tokens.push(piece);
    yield* statements.read();
  }
  tokens.end();
  yield* statements.read();
  statements.requireEnd();
}

type State = 'start' | 'other' | 'head' | 'columns' | 'row' | 'between' | 'create' | 'copy';

/** Reads statements from tokens as far as those go; what is begun is gone on with when more has come. */
class Statements {
  private state: State = 'start';
  private table = '';
  private columns: string[] = [];
  private values: DumpValue[] = [];
  /** Open brackets inside the statement, of those that are followed. */
  private depth = 0;
  private words: DumpToken[] = [];
  private isValueSet = false;
  private readonly columnsOf = new Map<string, readonly string[]>();

  constructor(
    private readonly tokens: DumpTokens,
    known: KnownColumns,
  ) {
    for (const [table, columns] of Object.entries(known)) this.columnsOf.set(table, columns);
  }

  *read(): Generator<DumpRow> {
    for (;;) {
      const row = this.state === 'copy' ? this.copyLine() : this.token();
      if (row === 'more') return;
      if (row) yield row;
    }
  }

  requireEnd(): void {
    const isUnfinished = this.state === 'row' || this.state === 'between' || this.state === 'copy';
    if (isUnfinished) throw new Error(`the dump ends in the middle of the rows of ${this.table}`);
  }

  private token(): DumpRow | 'more' | undefined {
    const token = this.tokens.next();
    if (!token) return 'more';
    const isSign = token.kind === 'sign';
    if (isSign && token.text === ';') {
      const isCopy = this.state === 'head' && this.isStatement('copy');
      this.end(isCopy ? 'copy' : 'start');
      return undefined;
    }
    return this.steps[this.state](token, isSign ? token.text : '');
  }

  private readonly steps: Readonly<Record<State, (token: DumpToken, sign: string) => DumpRow | undefined>> = {
    start: (token) => this.begin(token),
    other: () => undefined,
    head: (token, sign) => this.head(token, sign),
    columns: (token, sign) => this.column(token, sign),
    row: (token, sign) => this.value(token, sign),
    between: (_token, sign) => this.between(sign),
    create: (token, sign) => this.definition(token, sign),
    copy: () => undefined,
  };

  private begin(token: DumpToken): undefined {
    this.words = [token];
    this.state = ['insert', 'replace', 'copy', 'create'].some((word) => isWord(token, word)) ? 'head' : 'other';
  }

  /** Between the first word and the first bracket stands the table. */
  private head(token: DumpToken, sign: string): undefined {
    if (isWord(token, 'values')) {
      this.startRows(this.columnsOf.get(this.tableOf()) ?? []);
      return;
    }
    if (sign !== '(') {
      if (this.words.length < 12) this.words.push(token);
      return;
    }
    this.table = this.tableOf();
    this.columns = [];
    this.depth = 1;
    if (!this.isStatement('create')) this.state = 'columns';
    else this.state = this.words.some((word) => isWord(word, 'table')) ? 'create' : 'other';
    this.isValueSet = false;
  }

  private column(token: DumpToken, sign: string): undefined {
    if (token.kind === 'name') this.columns.push(token.text.toLowerCase());
    if (sign === ')') this.state = 'head';
  }

  /** Of CREATE TABLE: the first word of each of its lines. */
  private definition(token: DumpToken, sign: string): undefined {
    if (sign === '(') this.depth += 1;
    if (sign === ')') this.depth -= 1;
    if (this.depth === 0) {
      this.columnsOf.set(this.table, this.columns);
      this.state = 'other';
    } else if (this.depth === 1 && sign === ',') {
      this.isValueSet = false;
    } else if (!this.isValueSet && token.kind === 'name') {
      this.isValueSet = true;
      if (token.isQuoted || !notColumns.has(token.text.toLowerCase())) this.columns.push(token.text.toLowerCase());
    }
  }

  private startRows(columns: readonly string[]): void {
    this.table = this.tableOf();
    if (this.columns.length === 0) this.columns = [...columns];
    if (this.columns.length === 0) throw new Error(`the columns of ${this.table} are not known`);
    this.state = 'between';
  }

  private between(sign: string): undefined {
    // What follows the last row (ON DUPLICATE KEY ...) is of no interest.
    if (sign === '(') this.startRow();
    else if (sign !== ',') this.state = 'other';
  }

  private startRow(): void {
    this.values = [];
    this.depth = 1;
    this.isValueSet = false;
    this.state = 'row';
  }

  /** A value is the first token of its place that says something: a cast or a character set beside it does not. */
  private value(token: DumpToken, sign: string): DumpRow | undefined {
    if (sign === '(') this.depth += 1;
    if (sign === ')') this.depth -= 1;
    if (this.depth === 0) return this.endRow();
    if (this.depth > 1) return undefined;
    if (sign === ',') {
      if (!this.isValueSet) throw new Error(`a value of ${this.table} is missing`);
      this.isValueSet = false;
    } else if (!this.isValueSet && sign === '' && !isIntroducer(token)) {
      this.values.push(valueOf(token));
      this.isValueSet = true;
    }
    return undefined;
  }

  private endRow(): DumpRow {
    this.state = 'between';
    return this.row(this.values);
  }

  private row(values: readonly DumpValue[]): DumpRow {
    if (values.length !== this.columns.length) {
      throw new Error(`a row of ${this.table} has ${values.length} values for ${this.columns.length} columns`);
    }
    const entries = this.columns.map((column, index) => [column, values[index] ?? null] as const);
    return { table: this.table, values: Object.fromEntries(entries) };
  }

  private end(state: State): void {
    if (state === 'copy') {
      this.table = this.tableOf();
      // The rest of the line of the statement.
      this.isValueSet = false;
    }
    this.state = state;
    if (state === 'start') this.columns = [];
  }

  private copyLine(): DumpRow | 'more' | undefined {
    const line = this.tokens.nextLine();
    if (line === undefined) return 'more';
    if (!this.isValueSet) {
      this.isValueSet = true;
      return undefined;
    }
    if (line === '\\.') {
      this.end('start');
      return undefined;
    }
    return this.row(line.split('\t').map(copyValue));
  }

  private isStatement(word: string): boolean {
    return this.words[0] !== undefined && isWord(this.words[0], word);
  }

  /** The last name of `INSERT INTO schema.table`, `COPY schema.table` or `CREATE TABLE IF NOT EXISTS table`. */
  private tableOf(): string {
    const last = this.words.filter(({ kind }) => kind === 'name').findLast((name) => !isPhrase(name));
    return last?.text.toLowerCase() ?? '';
  }
}

const isWord = ({ kind, text, isQuoted }: DumpToken, word: string): boolean =>
  kind === 'name' && isQuoted !== true && text.toLowerCase() === word;

/** Words around the name of a table. */
const phrases = ['from', 'stdin', 'with', 'overriding', 'system', 'user', 'value', 'default'];
const isPhrase = (token: DumpToken): boolean => phrases.some((phrase) => isWord(token, phrase));

/** `_binary` and other character sets stand before their string. */
const isIntroducer = ({ kind, text, isQuoted }: DumpToken): boolean =>
  kind === 'name' && isQuoted !== true && text.startsWith('_');

function valueOf(token: DumpToken): DumpValue {
  if (token.kind === 'name' && token.isQuoted !== true) {
    const text = token.text.toLowerCase();
    return text === 'null' || text === 'default' ? null : text;
  }
  if (token.kind === 'number' && /^0x/i.test(token.text)) return fromHex(token.text.slice(2));
  return token.text;
}

function copyValue(field: string): DumpValue {
  if (field === '\\N') return null;
  if (!field.includes('\\')) return field;
  return field.replace(/\\(x[0-9a-f]{1,2}|[0-7]{1,3}|[^])/gi, (_all, escape: string) => {
    if (/^x./i.test(escape)) return String.fromCharCode(parseInt(escape.slice(1), 16));
    if (/^[0-7]/.test(escape)) return String.fromCharCode(parseInt(escape, 8));
    return copyEscapes[escape] ?? escape;
  });
}
