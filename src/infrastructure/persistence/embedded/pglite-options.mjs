/** Written into a new database's configuration, so that it also holds for whoever opens the directory later. */
export const configuration = [
  // PGlite reserves this much of its memory at every start; the operating system caches the files anyway.
  'shared_buffers = 8MB',
  'min_wal_size = 32MB',
  'max_wal_size = 128MB',
  "timezone = 'UTC'",
  "datestyle = 'iso, mdy'",
  "default_text_search_config = 'pg_catalog.english'",
];

/** Segments of 4 MB instead of 16: a small database, and every test's copy of one, stays small. */
export const creationFlags = ['--wal-segsize=4'];

/**
 * Loads PostgreSQL extensions that ship with PGlite; each must be named at every start.
 * @param {readonly string[]} names for example `pg_trgm`
 */
export async function loadExtensions(names) {
  const entries = names.map(async (name) => [name, (await import(`@electric-sql/pglite/contrib/${name}`))[name]]);
  return Object.fromEntries(await Promise.all(entries));
}
