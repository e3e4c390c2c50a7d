import { randomBytes } from 'node:crypto';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from '../../src/bootstrap';
import { loadSettings } from '../../src/config/load-settings';
import type { Variables } from '../../src/config/parse-environment';
import type { Settings } from '../../src/config/settings';
import { logTo } from '../../src/infrastructure/logging/pino-log';
import { openTestDatabase } from './database';

export interface TestApp {
  /** `http://127.0.0.1:<port>`, without a slash at its end. */
  readonly url: string;
  readonly app: NestFastifyApplication;
  readonly settings: Settings;
  readonly adminApiKey: string;
  /** Lines of the log, as JSON, oldest first. */
  readonly logLines: readonly string[];
  stop(): Promise<void>;
}

/**
 * A whole server on a free port of this machine, with a database of its own (on the server of TEST_DATABASE_URL, when
 * that is set) unless `variables` name one.
 * @param variables settings as the environment gives them, e.g. `{ ROOM_TRUST_USER_ID: 'true' }`
 */
export async function startTestApp(
  variables: Variables = {},
  prepare: (app: NestFastifyApplication) => void = () => undefined,
): Promise<TestApp> {
  const isNamed = variables.DATABASE_URL !== undefined || variables.DATA_DIR !== undefined;
  const database = isNamed ? undefined : await openTestDatabase();
  const defaults = {
    ...(database && { DATABASE_URL: database.url, DATA_DIR: database.dataDir }),
    HOST: '127.0.0.1',
    PORT: '0',
    LOG_LEVEL: 'info',
    // Most specs count from nothing.
    DEFAULT_ROOMS: 'none',
    JWT_SECRET: randomBytes(32).toString('hex'),
    ADMIN_API_KEY: randomBytes(16).toString('hex'),
  };
  const { settings } = loadSettings([variables, defaults], process.cwd());
  const logLines: string[] = [];
  const log = logTo(settings.log, { write: (line) => void logLines.push(line) });
  const app = await createApp(settings, log).catch(async (error: unknown) => {
    await database?.close();
    throw error;
  });
  try {
    prepare(app);
    await app.listen({ port: settings.http.port, host: settings.http.host });
  } catch (error) {
    await app.close();
    await database?.close();
    throw error;
  }
  return {
    url: await app.getUrl(),
    app,
    settings,
    adminApiKey: settings.security.adminApiKey,
    logLines,
    stop: async () => {
      await app.close();
      await database?.close();
    },
  };
}
