export type DatabaseAddress =
  | { readonly kind: 'embedded' }
  /** `archive`: path of a tar archive of an embedded database's directory, which it starts as. */
  | { readonly kind: 'memory'; readonly archive?: string }
  | { readonly kind: 'postgres'; readonly url: string };

const memoryAddresses = /^(memory:\/\/|sqlite::memory:|sqlite:\/\/:memory:|sqlite:\/\/\/:memory:)\/?$/i;
const memoryArchive = /^memory:\/\/(.+\.tar)$/i;
const sqliteAddress = /^(sqlite|file:)/i;
const mysqlAddress = /^(mysql|mariadb)/i;
/** Also with the driver names of Python's SQLAlchemy, such as `postgresql+asyncpg://`. */
const postgresScheme = /^postgres(ql)?(\+[a-z0-9]+)?:\/\//i;

/** What `DATABASE_URL` means. @throws RangeError for an address that {@link databaseAddressProblem} refuses. */
export function parseDatabaseAddress(text: string | undefined): DatabaseAddress {
  if (text === undefined) return { kind: 'embedded' };
  if (memoryAddresses.test(text)) return { kind: 'memory' };
  const archive = memoryArchive.exec(text)?.[1];
  if (archive !== undefined) return { kind: 'memory', archive };
  if (databaseAddressProblem(text)) throw new RangeError('not a database address');
  return { kind: 'postgres', url: text.replace(postgresScheme, 'postgres://') };
}

/** What is wrong with a `DATABASE_URL`, with a hint what to write instead; undefined when it can be used. */
export function databaseAddressProblem(text: string): string | undefined {
  if (memoryAddresses.test(text) || memoryArchive.test(text)) return undefined;
  if (postgresScheme.test(text)) return postgresProblem(text.replace(postgresScheme, 'postgres://'));
  if (sqliteAddress.test(text)) {
    return 'names an SQLite file, which is not supported: leave it empty for the embedded database in DATA_DIR';
  }
  if (mysqlAddress.test(text)) {
    return 'names MySQL, which is not supported: use postgres://, or leave it empty for the embedded database';
  }
  return 'must be postgres://user:password@host:5432/database, memory://, or empty for the embedded database';
}

function postgresProblem(url: string): string | undefined {
  if (!URL.canParse(url)) return 'is not a valid postgres:// address (special characters in it must be %-encoded)';
  return new URL(url).pathname.length > 1 ? undefined : 'must name a database, as in postgres://host:5432/guildhall';
}
