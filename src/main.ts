import 'reflect-metadata';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from './bootstrap';
import { failureText } from './config/failures';
import type { LoadedSettings, NewAdminKey } from './config/load-settings';
import { loadSettingsOfProcess, SettingsError } from './config/load-settings';
import type { Settings } from './config/settings';
import { startProblem } from './config/start-problem';
import type { PinoLog } from './infrastructure/logging/pino-log';
import { openLog } from './infrastructure/logging/pino-log';

/** From the signal to the end of the process at most; what is not flushed by then is lost. */
const STOP_DEADLINE_MS = 9_500;
const EXIT_OK = 0;
const EXIT_FAILED = 1;

const print = (text: string): void => void process.stdout.write(`${text}\n`);
const printError = (text: string): void => void process.stderr.write(`${text}\n`);

async function main(): Promise<void> {
  const loaded = loadOrExit();
  const { settings, newAdminKey, warnings } = loaded;
  const log = openLogOrExit(settings);
  exitOnFault(log);
  let app: NestFastifyApplication | undefined;
  stopOnSignals(log, () => app);
  for (const warning of warnings) log.warn(warning);
  try {
    app = await createApp(settings, log);
    await app.listen({ port: settings.http.port, host: settings.http.host });
  } catch (error) {
    // A key that is kept will not be shown again; one in memory is gone with this process.
    if (newAdminKey?.file !== undefined) announce(newAdminKey);
    await app?.close().catch((failure: unknown) => log.debug('stopping failed', { error: failure }));
    exit(log, EXIT_FAILED, `Guildhall could not start: ${startProblem(error, settings)}`, error, settings);
  }
  if (!app) return;
  print(`Guildhall listens on ${await app.getUrl()} (${storageText(settings)})`);
  if (newAdminKey) announce(newAdminKey);
}

function loadOrExit(): LoadedSettings {
  try {
    return loadSettingsOfProcess();
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    printError(
      ['Guildhall cannot start with these settings:', ...error.message.split('\n').map((line) => `  - ${line}`)].join(
        '\n',
      ),
    );
    process.exit(EXIT_FAILED);
  }
}

function openLogOrExit(settings: Settings): PinoLog {
  try {
    return openLog(settings.log);
  } catch (error) {
    printError(`Guildhall could not start: LOG_FILE ${settings.log.file} cannot be opened: ${failureText(error)}`);
    process.exit(EXIT_FAILED);
  }
}

/** The key is shown where a person looks, never in the log. */
function announce({ adminApiKey, file }: NewAdminKey): void {
  const place = file === undefined ? 'valid until the server stops' : `shown once, kept in ${file}`;
  print(`Admin API key (${place}): ${adminApiKey}`);
}

function storageText({ database }: Settings): string {
  if (database.kind === 'postgres') return 'data in PostgreSQL';
  return database.kind === 'memory' ? 'data in memory only' : `data in ${database.dataDir}`;
}

function exit(log: PinoLog, code: number, reason: string, error: unknown, settings: Settings): never {
  printError(reason);
  if (['debug', 'trace'].includes(settings.log.level)) log.fatal(reason, { error });
  log.flush();
  process.exit(code);
}

/** A fault nobody caught leaves the process in a state nobody knows: tell and end. */
function exitOnFault(log: PinoLog): void {
  const end = (error: unknown): void => {
    log.fatal('an error was not caught; the process ends', { error });
    log.flush();
    process.exit(EXIT_FAILED);
  };
  process.on('uncaughtException', end);
  process.on('unhandledRejection', end);
}

/** The first signal stops gracefully, a second one at once. */
function stopOnSignals(log: PinoLog, app: () => NestFastifyApplication | undefined): void {
  let isStopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (isStopping || !app()) {
      log.flush();
      process.exit(isStopping ? EXIT_FAILED : EXIT_OK);
    }
    isStopping = true;
    void closeWithinDeadline(log, app(), signal).then((code) => {
      log.flush();
      process.exit(code);
    });
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  if (process.platform !== 'win32') process.on('SIGHUP', () => log.reopen());
}

async function closeWithinDeadline(
  log: PinoLog,
  app: NestFastifyApplication | undefined,
  signal: string,
): Promise<number> {
  log.info('stopping', { signal });
  const deadline = setTimeout(() => {
    log.error('the server did not stop in time; what was not flushed is lost', { deadlineMs: STOP_DEADLINE_MS });
    log.flush();
    process.exit(EXIT_FAILED);
  }, STOP_DEADLINE_MS);
  try {
    await app?.close();
    log.info('stopped');
    return EXIT_OK;
  } catch (error) {
    log.error('stopping failed', { error });
    return EXIT_FAILED;
  } finally {
    clearTimeout(deadline);
  }
}

void main();
