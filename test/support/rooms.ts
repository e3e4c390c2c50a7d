import type { Variables } from '../../src/config/parse-environment';
import { Operator } from '../fakes/rooms-operator';
import { startTestApp, type TestApp } from './app';
import { openTestDatabase } from './database';
import { testDatabaseUrl } from './postgres';

export interface RoomsServer extends TestApp {
  readonly operator: Operator;
  /** The value of a metric, summed over its labels unless some are named; 0 while it has none. */
  metric(name: string, labels?: string): Promise<number>;
}

/** A whole server with an operator: in memory, or on a PostgreSQL database of its own when TEST_DATABASE_URL is set. */
export async function startRoomsServer(variables: Variables = {}): Promise<RoomsServer> {
  const database = testDatabaseUrl === undefined ? undefined : await openTestDatabase('server');
  const server = await startTestApp({
    RATE_LIMITS: 'off',
    LOG_LEVEL: 'warn',
    ...(database?.url !== undefined && { DATABASE_URL: database.url }),
    ...variables,
  }).catch(async (error: unknown) => {
    await database?.close();
    throw error;
  });
  return {
    ...server,
    operator: new Operator(server),
    metric: (name, labels) => readMetric(server.url, name, labels),
    stop: async () => {
      await server.stop();
      await database?.close();
    },
  };
}

export async function readMetric(url: string, name: string, labels = ''): Promise<number> {
  const response = await fetch(`${url}/metrics`);
  const text = await response.text();
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    .filter((line) => line.includes(labels))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}

/** A ticket for one user of one room. */
export async function ticketFor(
  operator: Operator,
  roomId: string,
  userId: string,
  more: { nickname?: string; role?: 'admin' | 'member'; expires_in_seconds?: number } = {},
): Promise<string> {
  const claims = { user_id: userId, expires_in_seconds: 600, ...more };
  const { status, body } = await operator.post(`/rooms/${roomId}/tickets`, claims);
  const ticket: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'ticket') : undefined;
  if (typeof ticket !== 'string') throw new Error(`no ticket: ${status} ${JSON.stringify(body)}`);
  return ticket;
}
