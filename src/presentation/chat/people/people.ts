import { Injectable } from '@nestjs/common';
import { PublicAddress } from '../../../application/files';
import { UserDirectory } from '../../../application/identity';
import type { UserProfile } from '../../../domain/identity';
import { type Id, isId } from '../../../shared/ids';
import { type ChatUser, presentUnknownUser, presentUser } from '../identity/user.presenter';

/** People as everybody may know them. */
@Injectable()
export class ChatPeople {
  constructor(
    private readonly users: UserDirectory,
    private readonly address: PublicAddress,
  ) {}

  present(profile: UserProfile): ChatUser {
    return presentUser(profile, this.address.url);
  }

  async one(userId: Id): Promise<ChatUser> {
    const profile = await this.users.find(userId);
    return profile ? this.present(profile) : presentUnknownUser(userId);
  }

  /** In this order; whoever is no account keeps the id, and the name that `nameOf` knows. */
  async many(userKeys: readonly string[], nameOf: (userKey: string) => string = () => ''): Promise<ChatUser[]> {
    const profiles = await this.users.findMany(userKeys.filter((key) => isId(key)));
    return userKeys.map((key) => {
      const profile = profiles.get(key);
      return profile ? this.present(profile) : presentUnknownUser(key, nameOf(key));
    });
  }
}
