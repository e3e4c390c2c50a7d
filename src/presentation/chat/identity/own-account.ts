import { Injectable } from '@nestjs/common';
import { PublicAddress } from '../../../application/files';
import { UserDirectory } from '../../../application/identity';
import type { AccessGrant } from '../../../application/identity/access-grants';
import { Clock } from '../../../application/shared/clock';
import { invalidToken, type OwnProfile } from '../../../domain/identity';
import type { Id } from '../../../shared/ids';
import { type ChatOwnUser, presentOwnUser } from './user.presenter';

/** The answer to whoever logs in. */
export interface ChatLogin {
  readonly user: ChatOwnUser;
  readonly access_token: string;
  readonly refresh_token: string;
  readonly token_type: 'bearer';
  /** Seconds. */
  readonly expires_in: number;
}

/** An account as it sees itself, with or without what it was given to come in. */
@Injectable()
export class OwnAccount {
  constructor(
    private readonly users: UserDirectory,
    private readonly address: PublicAddress,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `invalid_token` for an account that is gone */
  async of(userId: Id): Promise<ChatOwnUser> {
    const profile = await this.users.findOwn(userId);
    if (!profile || profile.isDeleted) throw invalidToken();
    return this.present(profile);
  }

  async login(grant: AccessGrant): Promise<ChatLogin> {
    return {
      user: await this.of(grant.userId),
      access_token: grant.accessToken,
      refresh_token: grant.refreshToken,
      token_type: 'bearer',
      expires_in: grant.expiresInSeconds,
    };
  }

  /** Whoever asks for themselves is here. */
  present(profile: OwnProfile): ChatOwnUser {
    return presentOwnUser(profile, this.address.url, this.clock.nowMs());
  }
}
