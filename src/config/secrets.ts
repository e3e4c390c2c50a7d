import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { failureCode } from './failures';

const SECRETS_FILE = 'secrets.json';
const JWT_SECRET_BYTES = 48;
const ADMIN_API_KEY_BYTES = 32;
const OWNER_ONLY = 0o600;
const DISTINCT_CHARACTERS_MIN = 5;

export interface GeneratedSecrets {
  readonly jwtSecret: string;
  readonly adminApiKey: string;
}

export interface StoredSecrets extends GeneratedSecrets {
  readonly file: string;
  /** True when this call made them. */
  readonly created: boolean;
}

/** The file exists but cannot be used. The message is for the operator. */
export class UnusableSecretsFile extends Error {}

export function generateSecrets(): GeneratedSecrets {
  return {
    jwtSecret: randomBytes(JWT_SECRET_BYTES).toString('base64url'),
    adminApiKey: randomBytes(ADMIN_API_KEY_BYTES).toString('base64url'),
  };
}

/** Reads `DATA_DIR/secrets.json`, or makes it, readable by its owner only. */
export function loadOrCreateSecrets(dataDir: string): StoredSecrets {
  const file = join(dataDir, SECRETS_FILE);
  const stored = readSecrets(file);
  if (stored) return { ...stored, file, created: false };
  const generated = generateSecrets();
  mkdirSync(dataDir, { recursive: true });
  if (createAtomically(file, `${JSON.stringify(generated, null, 2)}\n`)) return { ...generated, file, created: true };
  const theirs = readSecrets(file);
  if (!theirs) throw new UnusableSecretsFile(`${file} vanished while it was being made`);
  return { ...theirs, file, created: false };
}

function readSecrets(file: string): GeneratedSecrets | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (failureCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  const secrets = parseSecrets(text);
  if (!secrets) {
    throw new UnusableSecretsFile(
      `${file} is damaged: restore it from a backup, or delete it to get a new admin key (tickets and logins end)`,
    );
  }
  if (process.platform !== 'win32') chmodSync(file, OWNER_ONLY);
  return secrets;
}

function parseSecrets(text: string): GeneratedSecrets | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isSecrets(value) ? { jwtSecret: value.jwtSecret, adminApiKey: value.adminApiKey } : undefined;
  } catch {
    return undefined;
  }
}

const isSecrets = (value: unknown): value is GeneratedSecrets =>
  typeof value === 'object' &&
  value !== null &&
  'jwtSecret' in value &&
  typeof value.jwtSecret === 'string' &&
  value.jwtSecret.length > 0 &&
  'adminApiKey' in value &&
  typeof value.adminApiKey === 'string' &&
  value.adminApiKey.length > 0;

/** Makes the file whole or not at all; false when another process was first. */
function createAtomically(file: string, text: string): boolean {
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  const descriptor = openSync(draft, 'wx', OWNER_ONLY);
  try {
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  try {
    linkSync(draft, file);
  } catch (error) {
    if (failureCode(error) === 'EEXIST') return false;
    // No hard links here (some network and FAT file systems): a rename is atomic too, it only cannot see a rival.
    renameSync(draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
  return true;
}

const exampleStart = /^[<"'[(]*(your|my)?[-_ ]*(super)?[-_ ]*(secret|example|password|replace|placeholder|insert)/i;
const exampleStartYour = /^[<"'[(]*your[-_ ]/i;
const exampleAnywhere =
  /change[-_ ]?(me|this|it)|your[-_ ](super|secret|jwt|api|key)|(secret|api|jwt)[-_ ]key[-_ ]here/i;

/** True for secrets copied from an example, and for texts nobody could call random. */
export function looksLikeExample(secret: string): boolean {
  if (exampleStart.test(secret) || exampleStartYour.test(secret) || exampleAnywhere.test(secret)) return true;
  return new Set(secret).size < DISTINCT_CHARACTERS_MIN;
}
