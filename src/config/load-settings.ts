import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { decodeSigningSecret } from './constraints';
import type { DatabaseAddress } from './database-address';
import { parseDatabaseAddress } from './database-address';
import { Environment } from './environment';
import { failureCode, failureText } from './failures';
import type { Variables } from './parse-environment';
import { parseEnvironment } from './parse-environment';
import type { GeneratedSecrets, StoredSecrets } from './secrets';
import { generateSecrets, loadOrCreateSecrets, looksLikeExample } from './secrets';
import type { SettingProblem } from './setting';
import { settingsOf } from './setting';
import type { Settings } from './settings';

const BYTES_PER_MEBIBYTE = 1_048_576;

/** Something in the settings is wrong; the message lists everything, one line each, for the operator. */
export class SettingsError extends Error {
  constructor(readonly problems: readonly SettingProblem[]) {
    super(problems.map((problem) => `${problem.name} ${problem.message}`).join('\n'));
    this.name = 'SettingsError';
  }
}

/** An admin key that was made just now and is to be shown once. */
export interface NewAdminKey {
  readonly adminApiKey: string;
  /** Where it is kept; absent when it is kept in memory only. */
  readonly file?: string;
}

export interface LoadedSettings {
  readonly settings: Settings;
  readonly newAdminKey?: NewAdminKey;
  /** Settings that work but that an operator should know about. */
  readonly warnings: readonly string[];
}

/** Reads the process's environment and the `.env` file of the working directory. @throws SettingsError */
export function loadSettingsOfProcess(): LoadedSettings {
  const file = readEnvFile(join(process.cwd(), '.env'));
  return loadSettings([process.env, file], process.cwd());
}

/**
 * Makes the settings from `sources`, the first of which wins, and makes missing secrets where the shape allows it.
 * @param workingDirectory what relative paths are relative to
 * @throws SettingsError naming every problem at once
 */
export function loadSettings(sources: readonly Variables[], workingDirectory: string): LoadedSettings {
  const { environment, problems } = parseEnvironment(sources);
  const allProblems = [...problems, ...secretProblems(environment, problems)];
  if (allProblems.length > 0) throw new SettingsError(allProblems);
  const database = parseDatabaseAddress(environment.databaseUrl);
  const dataDir = resolve(workingDirectory, environment.dataDir);
  const secrets = completeSecrets(environment, database, dataDir);
  const settings = freeze(sliceSettings(environment, database, dataDir, workingDirectory, secrets));
  return { settings, newAdminKey: secrets.newAdminKey, warnings: warningsOf(settings) };
}

function readEnvFile(path: string): Variables {
  try {
    return parseEnv(readFileSync(path, 'utf8'));
  } catch (error) {
    if (failureCode(error) === 'ENOENT') return {};
    throw new SettingsError([{ name: path, message: `cannot be read: ${failureText(error)}` }]);
  }
}

/** Examples are refused everywhere; with PostgreSQL, where several processes must agree, nothing is made up. */
function secretProblems(environment: Environment, known: readonly SettingProblem[]): SettingProblem[] {
  const isServer = /^postgres/i.test(environment.databaseUrl ?? '');
  const wrong = new Set(known.map((problem) => problem.name));
  const required = [
    { name: 'JWT_SECRET', value: environment.jwtSecret },
    { name: 'ADMIN_API_KEY', value: environment.adminApiKey },
  ];
  const missing = required
    .filter(({ name, value }) => isServer && value === undefined && !wrong.has(name))
    .map(({ name }) => ({
      name,
      message:
        'is required with a PostgreSQL database. Make one with: ' +
        `node -p "require('crypto').randomBytes(36).toString('base64url')"`,
    }));
  return [...missing, ...exampleProblems(environment).filter(({ name }) => !wrong.has(name))];
}

function exampleProblems(environment: Environment): SettingProblem[] {
  const values: ReadonlyMap<string, unknown> = new Map(Object.entries(environment));
  return settingsOf(Environment)
    .filter((setting) => setting.secret)
    .filter((setting) => {
      const value = values.get(setting.property);
      return typeof value === 'string' && looksLikeExample(value);
    })
    .map(({ name }) => ({ name, message: 'looks like an example from documentation: choose a random one' }));
}

interface Secrets extends GeneratedSecrets {
  readonly newAdminKey?: NewAdminKey;
}

function completeSecrets(environment: Environment, database: DatabaseAddress, dataDir: string): Secrets {
  const { jwtSecret, adminApiKey } = environment;
  if (jwtSecret && adminApiKey) return { jwtSecret, adminApiKey };
  const made =
    database.kind === 'memory' ? { ...generateSecrets(), created: true, file: undefined } : storedSecrets(dataDir);
  const secrets = { jwtSecret: jwtSecret ?? made.jwtSecret, adminApiKey: adminApiKey ?? made.adminApiKey };
  const isNewKey = made.created && !adminApiKey;
  return isNewKey ? { ...secrets, newAdminKey: { adminApiKey: made.adminApiKey, file: made.file } } : secrets;
}

function storedSecrets(dataDir: string): StoredSecrets {
  try {
    return loadOrCreateSecrets(dataDir);
  } catch (error) {
    throw new SettingsError([
      { name: 'DATA_DIR', message: `cannot keep the generated secrets: ${failureText(error)}` },
    ]);
  }
}

function sliceSettings(
  environment: Environment,
  database: DatabaseAddress,
  dataDir: string,
  workingDirectory: string,
  secrets: Secrets,
): Settings {
  const { syncSigningSecret, logFile } = environment;
  return {
    http: {
      host: environment.host,
      port: environment.port,
      publicUrl: environment.publicUrl?.replace(/\/+$/, ''),
      allowedOrigins: environment.allowedOrigins,
      trustProxy: environment.trustProxy,
      maxConnections: environment.maxConnections,
      rateLimits: environment.rateLimits,
    },
    database: { ...database, dataDir, poolSize: environment.databasePoolSize },
    redis: { url: environment.redisUrl },
    security: {
      jwtSecret: secrets.jwtSecret,
      adminApiKey: secrets.adminApiKey,
      accessTokenExpireMinutes: environment.accessTokenExpireMinutes,
      refreshTokenExpireDays: environment.refreshTokenExpireDays,
    },
    log: { level: environment.logLevel, file: logFile === undefined ? undefined : resolve(workingDirectory, logFile) },
    files: { dataDir, uploadLimitBytes: environment.uploadLimitMb * BYTES_PER_MEBIBYTE },
    rooms: { trustUserId: environment.roomTrustUserId, defaultRooms: environment.defaultRooms },
    sync: {
      callbackUrl: environment.dataCallbackUrl,
      intervalSeconds: environment.syncIntervalSeconds,
      pushesDefaultRooms: environment.syncDefaultRooms,
      signingSecret: syncSigningSecret === undefined ? undefined : decodeSigningSecret(syncSigningSecret),
    },
  };
}

function freeze(settings: Settings): Settings {
  for (const slice of Object.values(settings)) Object.freeze(slice);
  return Object.freeze(settings);
}

function warningsOf(settings: Settings): string[] {
  const warnings: string[] = [];
  if (settings.rooms.trustUserId) {
    warnings.push(
      'ROOM_TRUST_USER_ID is on: everybody who reaches the server may claim every user_id, admins included',
    );
  }
  if (settings.sync.callbackUrl && !settings.sync.signingSecret) {
    warnings.push('SYNC_SIGNING_SECRET is not set: the receiver of DATA_CALLBACK_URL cannot tell who sent the payload');
  }
  if (!settings.http.rateLimits) warnings.push('RATE_LIMITS is off: no limit per client holds');
  return warnings;
}
