import { Injectable } from '@nestjs/common';
import { hash, type Options, parseOptions, verify } from '@node-rs/argon2';
import { type PasswordCheck, PasswordHasher } from '../../application/identity/password-hasher';
import { Metrics } from '../../application/shared/metrics';
import { unavailable } from '../../shared/errors';
import { compareBcrypt, isBcryptHash } from './bcrypt-hashes';

/** Argon2id as https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html recommends. */
export const ARGON2_MEMORY_KIB = 19_456;
export const ARGON2_PASSES = 2;
export const ARGON2_LANES = 1;
/** Hashes at once: each takes a thread of Node's pool (of four), which files and name look-ups need too. */
export const HASHES_AT_ONCE_MAX = 2;
/** Hashes that may wait for their turn, some seconds of work. */
export const HASHES_WAITING_MAX = 200;

const ALGORITHM_ARGON2ID = 2;
const ARGON2_PREFIX = '$argon2';
const RETRY_AFTER_MS = 5_000;
const options: Options = {
  algorithm: ALGORITHM_ARGON2ID,
  memoryCost: ARGON2_MEMORY_KIB,
  timeCost: ARGON2_PASSES,
  parallelism: ARGON2_LANES,
};

/**
 * Works on the thread pool, {@link HASHES_AT_ONCE_MAX} at a time. A bcrypt hash that came with an account from elsewhere is
 * compared too, in a thread of its own, and is outdated; a hash of no known kind belongs to an account without a password.
 */
@Injectable()
export class Argon2PasswordHasher extends PasswordHasher {
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  /** Compared with where there is no account, so that the answer takes as long. */
  private stranger: Promise<string> | undefined;

  constructor(private readonly metrics: Metrics) {
    super();
  }

  async hash(password: string): Promise<string> {
    return this.inTurn(() => hash(password, options));
  }

  async check(passwordHash: string | undefined, password: string): Promise<PasswordCheck> {
    if (passwordHash !== undefined && isBcryptHash(passwordHash)) {
      return { isCorrect: await this.inTurn(() => compareBcrypt(passwordHash, password)), isOutdated: true };
    }
    this.stranger ??= hash('nobody has this password', options);
    const isUsable = passwordHash?.startsWith(ARGON2_PREFIX) === true;
    const compared = isUsable ? passwordHash : await this.stranger;
    const isEqual = await this.inTurn(() => verify(compared, password));
    return { isCorrect: isEqual && isUsable, isOutdated: isOutdated(compared) };
  }

  private async inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.running < HASHES_AT_ONCE_MAX) this.running += 1;
    else await this.turn();
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }

  /** The place of the one who leaves. */
  private turn(): Promise<void> {
    if (this.waiting.length >= HASHES_WAITING_MAX) {
      this.metrics.limitReached('password_hashes');
      throw unavailable('too many logins at once, try again', RETRY_AFTER_MS);
    }
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}

function isOutdated(passwordHash: string): boolean {
  const used = parseOptions(passwordHash);
  return (
    Number(used.algorithm) !== ALGORITHM_ARGON2ID ||
    used.memoryCost !== ARGON2_MEMORY_KIB ||
    used.timeCost !== ARGON2_PASSES ||
    used.parallelism !== ARGON2_LANES
  );
}
