import { Argon2PasswordHasher } from '../../../src/infrastructure/security/argon2-password-hasher';

const hash = Argon2PasswordHasher.prototype.hash;
const known = new Map<string, string>();

/** Hashes this password once in a worker: tests register hundreds of people with it, and a hash is meant to take long. */
export function rememberHashOf(password: string): void {
  Argon2PasswordHasher.prototype.hash = async function (given) {
    const hashed = known.get(given) ?? (await hash.call(this, given));
    if (given === password) known.set(given, hashed);
    return hashed;
  };
}
