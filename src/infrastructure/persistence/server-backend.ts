import { Client, type ClientConfig } from 'pg';
import type { Backend } from './backend';

/** Most milliseconds to wait for a connection, from the server or from the pool. */
export const CONNECTION_WAIT_MS = 5_000;
export const STATEMENT_TIMEOUT_MS = 30_000;
export const IDLE_TRANSACTION_TIMEOUT_MS = 60_000;
const KEEP_ALIVE_DELAY_MS = 10_000;
const SERVER_VERSION_MIN = 150_000;

/** A PostgreSQL server. TLS is what the URL's `sslmode` says, as `pg` understands it. */
export function serverBackend(url: string): Backend {
  const common: ClientConfig = {
    connectionString: url,
    application_name: 'guildhall',
    connectionTimeoutMillis: CONNECTION_WAIT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_DELAY_MS,
  };
  return {
    kind: 'server',
    poolSettings: {
      ...common,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      idle_in_transaction_session_timeout: IDLE_TRANSACTION_TIMEOUT_MS,
    },
    unlimitedSettings: { statement_timeout: 0, idle_in_transaction_session_timeout: 0 },
    connectDedicated: async () => {
      const client = new Client(common);
      // Without a listener a lost connection would end the process; the owner learns of it by 'end' or a failed query.
      client.on('error', () => undefined);
      await client.connect();
      return client;
    },
    prepare: requireVersion,
    maintain: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}

async function requireVersion(client: Client): Promise<void> {
  const { rows } = await client.query<{ server_version_num: string }>('SHOW server_version_num');
  const version = Number(rows[0]?.server_version_num);
  if (version >= SERVER_VERSION_MIN) return;
  throw new Error(
    `DATABASE_URL is PostgreSQL ${Math.floor(version / 10_000)}; Guildhall needs ${SERVER_VERSION_MIN / 10_000} or newer`,
  );
}
