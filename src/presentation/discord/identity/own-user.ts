import { Injectable } from '@nestjs/common';
import { PublicAddress } from '../../../application/files';
import { PresenceReader } from '../../../application/realtime';
import type { OwnProfile } from '../../../domain/identity';
import { idTimeMs } from '../../../shared/ids';
import { type PresentedOwnUser, presentOwnUser } from '../presenters/user.presenter';

/** An account as it sees itself. */
@Injectable()
export class OwnUserPresentation {
  constructor(
    private readonly address: PublicAddress,
    private readonly presences: PresenceReader,
  ) {}

  of(profile: OwnProfile): PresentedOwnUser {
    return presentOwnUser(profile, {
      status: this.presences.statusOf(profile.id),
      baseUrl: this.address.url,
      createdAt: new Date(idTimeMs(profile.id)).toISOString(),
    });
  }
}
