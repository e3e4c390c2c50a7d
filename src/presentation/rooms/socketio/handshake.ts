import { Injectable } from '@nestjs/common';
import { IsOptional, IsString } from 'class-validator';
import type { OpenAccess } from '../../../application/identity';
import { VisitorAccounts } from '../../../application/rooms/visitor-accounts';
import { checkOutsideUserId, identityNotProven } from '../../../domain/rooms';
import { invalid } from '../../../shared/errors';
import { validateInput } from '../../shared/validation';

class HandshakeAuth {
  /** May be left out beside a token, whose account's id it must be. */
  @IsOptional()
  @IsString()
  user_id?: string | null;

  @IsOptional()
  @IsString()
  nickname?: string | null;

  @IsOptional()
  @IsString()
  token?: string | null;
}

export interface Handshake {
  readonly userKey: string;
  readonly nickname?: string;
  /** Of an account; ends with its login, also when the token has expired by then. */
  readonly access?: OpenAccess;
}

/** Who a socket of the namespace is. */
@Injectable()
export class Handshakes {
  constructor(private readonly accounts: VisitorAccounts) {}

  /** Reads `auth: {user_id, nickname?, token?}`. @throws AppError `invalid`, `unauthenticated` */
  async read(auth: unknown): Promise<Handshake> {
    const { user_id: givenKey, nickname, token } = validateInput(HandshakeAuth, auth);
    const named = typeof nickname === 'string' && nickname !== '' && { nickname };
    if (typeof token !== 'string') return { userKey: checkedKey(givenKey), ...named };
    const access = await this.accounts.open(token);
    const { userId } = access.actor;
    if ((givenKey ?? userId) === userId) return { userKey: userId, ...named, access };
    access.close();
    throw identityNotProven('the token belongs to another user_id');
  }
}

function checkedKey(userKey: string | null | undefined): string {
  if (typeof userKey !== 'string') throw invalid('user_id', 'user_id must be a string');
  checkOutsideUserId(userKey);
  return userKey;
}
