import { Injectable } from '@nestjs/common';
import { identityNotProven } from '../../domain/rooms';
import { isAppError } from '../../shared/errors';
import { AccessWatch, type OpenAccess } from '../identity';

/** Written in front of a token as in an HTTP header, which is allowed everywhere. */
const scheme = /^(?:Bot|Bearer)\s+/i;

/** People and bots who come into rooms as themselves. */
@Injectable()
export class VisitorAccounts {
  constructor(private readonly access: AccessWatch) {}

  /** Whose token it is; it stays open until it is closed or revoked. @throws AppError `unauthenticated` */
  async open(token: string): Promise<OpenAccess> {
    return this.access.open(token.replace(scheme, '')).catch((error: unknown) => {
      throw isAppError(error) && error.kind === 'unauthenticated' ? identityNotProven('Invalid token') : error;
    });
  }
}
