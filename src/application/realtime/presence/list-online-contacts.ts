import { Injectable } from '@nestjs/common';
import type { Id } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { Presences } from '../guild-audience/presences';
import type { PresenceStatus } from '../presence-reader';
import { Contacts } from './contacts';

/** People in one answer. */
export const ONLINE_CONTACTS_MAX = 1_000;

export interface OnlineUser {
  readonly userId: Id;
  readonly status: Exclude<PresenceStatus, 'offline'>;
}

/** Who of those with whom one shares a direct or group channel is here: what a newcomer is told first. */
@Injectable()
export class ListOnlineContacts {
  constructor(
    private readonly contacts: Contacts,
    private readonly presences: Presences,
  ) {}

  async execute(actor: AccountActor): Promise<readonly OnlineUser[]> {
    const online: OnlineUser[] = [];
    for (const userId of await this.contacts.of(actor.userId)) {
      const status = this.presences.statusOf(userId);
      if (status !== 'offline') online.push({ userId, status });
      if (online.length >= ONLINE_CONTACTS_MAX) break;
    }
    return online;
  }
}
