import { IsIn, IsNotEmpty, IsOptional, IsUrl, Length, Matches, Max, Min, Validate } from 'class-validator';
import { KnownDatabase, ProxyAddresses, SigningSecret } from './constraints';
import type { AllowedOrigins, TrustProxy } from '../application/shared/settings';
import { readInteger, readLowerCase, readNames, readOrigins, readSwitch, readText, readTrustProxy } from './readers';
import { Setting } from './setting';

export const JWT_SECRET_LENGTH_MIN = 32;
export const ADMIN_API_KEY_LENGTH_MIN = 16;
const SECRET_LENGTH_MAX = 1_024;
const PORT_MAX = 65_535;
const POOL_SIZE_MAX = 1_000;
const CONNECTIONS_MAX = 10_000_000;
const ACCESS_TOKEN_MINUTES_MAX = 525_600;
const REFRESH_TOKEN_DAYS_MAX = 3_650;
const SYNC_INTERVAL_SECONDS_MAX = 86_400;
const UPLOAD_MEGABYTES_MAX = 10_240;
const HTTP_URL = { protocols: ['http', 'https'], require_protocol: true, require_tld: false };
const REDIS_URL = /^rediss?:\/\/\S+$/;
const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

const range = (minimum: number, maximum: number): { message: string } => ({
  message: `must be from ${minimum.toLocaleString('en-US')} to ${maximum.toLocaleString('en-US')}`,
});

/**
 * Every setting of the server, as the environment gives it. `.env.example`, docs/settings.md and the parser are made
 * from the declarations below; nothing else reads the environment.
 */
export class Environment {
  @Setting({
    name: 'HOST',
    section: 'Network',
    help: 'Address to listen on. 127.0.0.1 keeps the server to this machine.',
    initial: '0.0.0.0',
    aliases: ['SERVER_HOST', 'BIND_ADDRESS'],
    read: readText,
  })
  @Matches(/^[\w.:-]+$/, { message: 'must be a host name or an IP address' })
  host!: string;

  @Setting({
    name: 'PORT',
    section: 'Network',
    help: 'Port to listen on. 0 lets the system choose one.',
    initial: '3000',
    aliases: ['SERVER_PORT', 'BIND_ADDRESS'],
    read: readInteger,
  })
  @Min(0, range(0, PORT_MAX))
  @Max(PORT_MAX, range(0, PORT_MAX))
  port!: number;

  @Setting({
    name: 'PUBLIC_URL',
    section: 'Network',
    help: 'Address under which clients reach the server, e.g. https://chat.example.org. Used in links the server makes.',
    without: 'links name the address the server listens on',
    read: readText,
  })
  @IsOptional()
  @IsUrl(HTTP_URL, { message: 'must be an http or https address' })
  publicUrl?: string;

  @Setting({
    name: 'ALLOWED_ORIGINS',
    section: 'Network',
    help:
      'Web pages that may call the server from a browser: origins separated by commas or as a JSON array, or * for ' +
      'all. No cookies are used, so * gives no page the rights of another.',
    initial: '*',
    aliases: ['CORS_ALLOWED_ORIGINS'],
    read: readOrigins,
  })
  @IsNotEmpty()
  allowedOrigins!: AllowedOrigins;

  @Setting({
    name: 'TRUST_PROXY',
    section: 'Network',
    help:
      'Reverse proxies whose X-Forwarded-For is believed: addresses or CIDR ranges separated by commas (loopback, ' +
      'linklocal and uniquelocal are names for the private ones), or the number of proxies in front of the server.',
    initial: 'off',
    read: readTrustProxy,
  })
  @Validate(ProxyAddresses)
  trustProxy!: TrustProxy;

  @Setting({
    name: 'MAX_CONNECTIONS',
    section: 'Network',
    help: 'Open sockets one process accepts; further ones are answered 503.',
    initial: '100000',
    read: readInteger,
  })
  @Min(1, range(1, CONNECTIONS_MAX))
  @Max(CONNECTIONS_MAX, range(1, CONNECTIONS_MAX))
  maxConnections!: number;

  @Setting({
    name: 'RATE_LIMITS',
    section: 'Network',
    help:
      'off stops the limits per client (REST buckets, login, join and identify), for tests and load generators. ' +
      'Protocol rules, frame sizes, queue bounds and slow mode always hold.',
    initial: 'on',
    read: readSwitch,
  })
  rateLimits!: boolean;

  @Setting({
    name: 'DATABASE_URL',
    section: 'Storage',
    help:
      'postgres://user:password@host:5432/database for PostgreSQL 15 or newer; memory:// keeps everything in memory ' +
      'and forgets it at the end; memory://<file>.tar starts it as this archive of the directory of an embedded database.',
    without: 'an embedded database in DATA_DIR',
    read: readText,
  })
  @IsOptional()
  @Validate(KnownDatabase)
  databaseUrl?: string;

  @Setting({
    name: 'DATABASE_POOL_SIZE',
    section: 'Storage',
    help: 'Connections to PostgreSQL one process keeps at most, beside one for scheduled jobs.',
    initial: '10',
    read: readInteger,
  })
  @Min(1, range(1, POOL_SIZE_MAX))
  @Max(POOL_SIZE_MAX, range(1, POOL_SIZE_MAX))
  databasePoolSize!: number;

  @Setting({
    name: 'DATA_DIR',
    section: 'Storage',
    help: 'Directory of the embedded database, of generated secrets and of uploaded files.',
    initial: './data',
    read: readText,
  })
  @IsNotEmpty()
  dataDir!: string;

  @Setting({
    name: 'REDIS_URL',
    section: 'Storage',
    help: 'redis://host:6379 (rediss:// for TLS). Used for shared rate limits and shown in /health/ready.',
    without: 'no Redis is used',
    read: readText,
  })
  @IsOptional()
  @Matches(REDIS_URL, { message: 'must start with redis:// or rediss://' })
  redisUrl?: string;

  @Setting({
    name: 'UPLOAD_LIMIT_MB',
    section: 'Storage',
    help: 'Size of one uploaded file at most, in MiB.',
    initial: '25',
    read: readInteger,
  })
  @Min(1, range(1, UPLOAD_MEGABYTES_MAX))
  @Max(UPLOAD_MEGABYTES_MAX, range(1, UPLOAD_MEGABYTES_MAX))
  uploadLimitMb!: number;

  @Setting({
    name: 'JWT_SECRET',
    section: 'Secrets',
    help: `Key that signs tickets and tokens; at least ${JWT_SECRET_LENGTH_MIN} characters. Changing it ends every login.`,
    without: 'generated into DATA_DIR/secrets.json; required with PostgreSQL',
    aliases: ['SECRET_KEY'],
    secret: true,
    read: readText,
  })
  @IsOptional()
  @Length(JWT_SECRET_LENGTH_MIN, SECRET_LENGTH_MAX, {
    message: `must have at least ${JWT_SECRET_LENGTH_MIN} characters`,
  })
  jwtSecret?: string;

  @Setting({
    name: 'ADMIN_API_KEY',
    section: 'Secrets',
    help: `The operator's key for the management API (X-Api-Key); at least ${ADMIN_API_KEY_LENGTH_MIN} characters.`,
    without: 'generated into DATA_DIR/secrets.json and printed on the first start; required with PostgreSQL',
    secret: true,
    read: readText,
  })
  @IsOptional()
  @Length(ADMIN_API_KEY_LENGTH_MIN, SECRET_LENGTH_MAX, {
    message: `must have at least ${ADMIN_API_KEY_LENGTH_MIN} characters`,
  })
  @Matches(/^[\x21-\x7e]+$/, { message: 'must be printable ASCII without spaces (it travels in an HTTP header)' })
  adminApiKey?: string;

  @Setting({
    name: 'ACCESS_TOKEN_EXPIRE_MINUTES',
    section: 'Secrets',
    help: 'Minutes until an access token expires.',
    initial: '30',
    read: readInteger,
  })
  @Min(1, range(1, ACCESS_TOKEN_MINUTES_MAX))
  @Max(ACCESS_TOKEN_MINUTES_MAX, range(1, ACCESS_TOKEN_MINUTES_MAX))
  accessTokenExpireMinutes!: number;

  @Setting({
    name: 'REFRESH_TOKEN_EXPIRE_DAYS',
    section: 'Secrets',
    help: 'Days until a login that was not used ends.',
    initial: '7',
    read: readInteger,
  })
  @Min(1, range(1, REFRESH_TOKEN_DAYS_MAX))
  @Max(REFRESH_TOKEN_DAYS_MAX, range(1, REFRESH_TOKEN_DAYS_MAX))
  refreshTokenExpireDays!: number;

  @Setting({
    name: 'DATA_CALLBACK_URL',
    section: 'Rooms',
    help: 'Address of the system that owns the rooms; gets their data by POST.',
    without: 'room data can only be pulled',
    read: readText,
  })
  @IsOptional()
  @IsUrl(HTTP_URL, { message: 'must be an http or https address' })
  dataCallbackUrl?: string;

  @Setting({
    name: 'SYNC_INTERVAL_SECONDS',
    section: 'Rooms',
    help: 'Seconds between two scheduled syncs of every open room; 0 turns the schedule off.',
    initial: '300',
    read: readInteger,
  })
  @Min(0, range(0, SYNC_INTERVAL_SECONDS_MAX))
  @Max(SYNC_INTERVAL_SECONDS_MAX, range(0, SYNC_INTERVAL_SECONDS_MAX))
  syncIntervalSeconds!: number;

  @Setting({
    name: 'SYNC_SIGNING_SECRET',
    section: 'Rooms',
    help: 'Key that signs sync payloads (Standard Webhooks): whsec_ and the base64 of 24 to 64 bytes.',
    without: 'payloads are not signed',
    secret: true,
    read: readText,
  })
  @IsOptional()
  @Validate(SigningSecret)
  syncSigningSecret?: string;

  @Setting({
    name: 'ROOM_TRUST_USER_ID',
    section: 'Rooms',
    help:
      'true lets everybody claim every user_id without a ticket, admins included. Only for a network in which every ' +
      'client is trusted.',
    initial: 'false',
    read: readSwitch,
  })
  roomTrustUserId!: boolean;

  @Setting({
    name: 'DEFAULT_ROOMS',
    section: 'Rooms',
    help: 'Names of the rooms that a new server opens, separated by commas; none for no room. Made once.',
    initial: 'general,tech,random',
    read: readNames,
  })
  defaultRooms!: readonly string[];

  @Setting({
    name: 'SYNC_DEFAULT_ROOMS',
    section: 'Rooms',
    help: 'true sends also the DEFAULT_ROOMS to DATA_CALLBACK_URL, with every other room.',
    initial: 'false',
    read: readSwitch,
  })
  syncDefaultRooms!: boolean;

  @Setting({
    name: 'LOG_LEVEL',
    section: 'Process',
    help: `One of ${LOG_LEVELS.join(', ')}.`,
    initial: 'info',
    aliases: ['RUST_LOG', 'DEBUG'],
    read: readLowerCase,
  })
  @IsIn(LOG_LEVELS, { message: `must be one of ${LOG_LEVELS.join(', ')}` })
  logLevel!: LogLevel;

  @Setting({
    name: 'LOG_FILE',
    section: 'Process',
    help: 'File the log is appended to, as JSON lines. SIGHUP opens it anew, for logrotate.',
    without: 'the log goes to standard output',
    read: readText,
  })
  logFile?: string;

  @Setting({
    name: 'WORKERS',
    section: 'Process',
    help: 'Processes to start. Only 1 is possible in this version.',
    initial: '1',
    read: readInteger,
  })
  @Min(1, { message: 'must be 1' })
  @Max(1, { message: 'must be 1: several processes are not supported in this version' })
  workers!: number;
}
