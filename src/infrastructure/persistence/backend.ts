import type { Client } from 'pg';

export interface DatabaseOptions {
  /** Undefined: embedded, in `dataDir`. `memory://`: embedded, without files. `postgres://...`: a server. */
  readonly url: string | undefined;
  /** With `memory://`: the tar archive of an embedded database's directory that it starts as; absent: an empty one. */
  readonly archive?: string;
  /** Directory of the embedded database; made when missing. Not used by a server. */
  readonly dataDir: string;
  /** Most connections of the pool. */
  readonly poolSize: number;
  /** Told what takes time at start, for a person to read. */
  readonly onProgress: (message: string) => void;
  /** Told what somebody should look at; must not throw. */
  readonly onWarning: (message: string) => void;
  /** Whether to run pending migrations; true when absent. */
  readonly migrate?: boolean;
}

/** What differs between the embedded database and a server; both speak PostgreSQL through the `pg` driver. */
export interface Backend {
  readonly kind: 'embedded' | 'server';
  /** For the driver's pool. */
  readonly poolSettings: Readonly<Record<string, unknown>>;
  /** Added to `poolSettings` for migrations, which may take their time. */
  readonly unlimitedSettings: Readonly<Record<string, unknown>>;
  connectDedicated(): Promise<Client>;
  /** Checks, with the first connection, that this database can be used; throws what a person can act on. */
  prepare(client: Client): Promise<void>;
  maintain(): Promise<void>;
  close(): Promise<void>;
}
