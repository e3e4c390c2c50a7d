import { randomInt } from 'node:crypto';
import { InviteCodes } from '../../application/guilds/invites/invite-codes';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const CODE_LENGTH = 10;

export class RandomInviteCodes extends InviteCodes {
  next(): string {
    return Array.from({ length: CODE_LENGTH }, () => LETTERS.charAt(randomInt(LETTERS.length))).join('');
  }
}
