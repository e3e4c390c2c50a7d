import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InteractionTokens } from '../../application/messaging/interactions/interaction-tokens';

const SECRET_BYTES = 64;
/** "interaction:" in base64, as Discord's tokens begin; no webhook's token can be mistaken for one. */
const PREFIX = 'aW50ZXJhY3Rpb246';
const form = new RegExp(`^${PREFIX}[A-Za-z0-9_-]{86}$`);

@Injectable()
export class RandomInteractionTokens extends InteractionTokens {
  create(): string {
    return PREFIX + randomBytes(SECRET_BYTES).toString('base64url');
  }

  isWellFormed(token: string): boolean {
    return form.test(token);
  }
}
