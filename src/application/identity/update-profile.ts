import { Injectable } from '@nestjs/common';
import {
  BIO_LENGTH_MAX,
  checkDisplayName,
  checkUsername,
  invalidToken,
  type OwnProfile,
  type UserUpdated,
} from '../../domain/identity';
import { invalid } from '../../shared/errors';
import type { Id } from '../../shared/ids';
import { codePointLength } from '../../shared/text';
import { ImageStore } from '../files';
import type { AccountActor } from '../shared/actor';
import { Clock } from '../shared/clock';
import { UnitOfWork } from '../shared/unit-of-work';
import { AccountRepository, type ProfileChanges } from './account.repository';
import { userKey } from './cache-keys';
import { UserDirectory } from './user-directory';

/** What is absent stays as it is; null clears. */
export interface UpdateProfileInput {
  readonly username?: string;
  readonly displayName?: string | null;
  /** The picture as a data URI. */
  readonly avatar?: string | null;
  readonly bio?: string | null;
}

/** Changes what others see of a person or bot. */
@Injectable()
export class UpdateProfile {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly users: UserDirectory,
    private readonly images: ImageStore,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `invalid`, conflict `username_taken` */
  async execute({ userId }: AccountActor, input: UpdateProfileInput): Promise<OwnProfile> {
    const before = await this.require(userId);
    const changes = await this.changesOf(userId, input);
    if (Object.keys(changes).length === 0) return before;
    const profile = await this.store(userId, changes).catch(async (error: unknown) => {
      await this.forget(userId, changes.avatar, before.avatar);
      throw error;
    });
    await this.forget(userId, before.avatar, profile.avatar);
    return profile;
  }

  private store(userId: Id, changes: ProfileChanges): Promise<OwnProfile> {
    return this.uow.run(async () => {
      await this.accounts.updateProfile(userId, changes, this.clock.nowMs());
      const profile = await this.require(userId);
      await this.uow.invalidate(userKey(userId));
      const event: UserUpdated = { type: 'user.updated', profile };
      this.uow.record(event);
      return profile;
    });
  }

  private async forget(userId: Id, avatar: string | null | undefined, kept: string | undefined): Promise<void> {
    if (typeof avatar === 'string' && avatar !== kept) await this.images.remove({ kind: 'avatar', id: userId }, avatar);
  }

  private async require(userId: Id): Promise<OwnProfile> {
    const profile = await this.users.findOwn(userId);
    if (!profile || profile.isDeleted) throw invalidToken();
    return profile;
  }

  private async changesOf(userId: Id, input: UpdateProfileInput): Promise<ProfileChanges> {
    const { username, displayName, avatar, bio } = input;
    const name = username === undefined ? undefined : checkUsername(username);
    checkTexts(displayName ?? '', bio ?? '');
    const picture = await this.pictureOf(userId, avatar);
    return {
      ...(name !== undefined && { username: name }),
      ...(displayName !== undefined && { displayName: displayName || null }),
      ...(picture !== undefined && { avatar: picture }),
      ...(bio !== undefined && { bio: bio || null }),
    };
  }

  private async pictureOf(userId: Id, avatar: string | null | undefined): Promise<string | null | undefined> {
    if (typeof avatar !== 'string') return avatar;
    return this.images.store({ kind: 'avatar', id: userId }, avatar, 'avatar');
  }
}

function checkTexts(displayName: string, bio: string): void {
  checkDisplayName(displayName, 'global_name');
  if (codePointLength(bio) > BIO_LENGTH_MAX) throw invalid('bio', `must have at most ${BIO_LENGTH_MAX} characters`);
}
