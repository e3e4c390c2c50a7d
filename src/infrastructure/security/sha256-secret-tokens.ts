import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type SecretToken, SecretTokens } from '../../application/identity/secret-tokens';
import { Clock } from '../../application/shared/clock';
import { type Id, isId } from '../../shared/ids';

const SECRET_BYTES = 32;
const TIME_BYTES = 4;
/** Base64 of an id's digits, of the seconds, and of the secret. */
const botToken = /^([A-Za-z0-9_-]{2,28})\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{43}$/;

/** A digest needs no salt and no slowness here: what it stands for cannot be guessed. */
@Injectable()
export class Sha256SecretTokens extends SecretTokens {
  constructor(private readonly clock: Clock) {
    super();
  }

  create(): SecretToken {
    return this.withDigest(randomBytes(SECRET_BYTES).toString('base64url'));
  }

  createForBot(botUserId: Id): SecretToken {
    const time = Buffer.alloc(TIME_BYTES);
    time.writeUInt32BE(Math.floor(this.clock.nowMs() / 1_000));
    const parts = [Buffer.from(botUserId), time, randomBytes(SECRET_BYTES)];
    return this.withDigest(parts.map((part) => part.toString('base64url')).join('.'));
  }

  digest(token: string): Buffer {
    return createHash('sha256').update(token).digest();
  }

  matches(token: string, digest: Uint8Array): boolean {
    const ours = this.digest(token);
    return ours.length === digest.length && timingSafeEqual(ours, digest);
  }

  botOf(token: string): Id | undefined {
    const encoded = botToken.exec(token)?.[1];
    const id = encoded === undefined ? undefined : Buffer.from(encoded, 'base64url').toString('latin1');
    return isId(id) ? id : undefined;
  }

  private withDigest(token: string): SecretToken {
    return { token, digest: this.digest(token) };
  }
}
