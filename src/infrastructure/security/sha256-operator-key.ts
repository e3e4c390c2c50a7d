import { createHash, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { OperatorKey } from '../../application/identity';
import { SecuritySettings } from '../../application/shared/settings';

/** Compares digests: they are of one length, so the comparison tells nothing about the key, not even its length. */
@Injectable()
export class Sha256OperatorKey extends OperatorKey {
  private readonly digest: Buffer;

  constructor(settings: SecuritySettings) {
    super();
    this.digest = digestOf(settings.adminApiKey);
  }

  matches(candidate: string): boolean {
    return timingSafeEqual(digestOf(candidate), this.digest);
  }
}

const digestOf = (key: string): Buffer => createHash('sha256').update(key).digest();
