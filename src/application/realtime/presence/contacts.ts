import { Injectable } from '@nestjs/common';
import type { Id } from '../../../shared/ids';
import { ConversationMembers } from '../conversation-feed/conversation-places';
import { ContactReader } from './contact.reader';

/** Who sees whether somebody is here: those who share a direct or group channel with them. */
@Injectable()
export class Contacts {
  constructor(
    private readonly reader: ContactReader,
    private readonly members: ConversationMembers,
  ) {}

  /** Without the person. */
  async of(userId: Id): Promise<ReadonlySet<Id>> {
    const { directUserIds, groupIds } = await this.reader.conversationsOf(userId);
    const contacts = new Set(directUserIds);
    for (const memberIds of await Promise.all(groupIds.map((groupId) => this.members.memberIds(groupId)))) {
      for (const memberId of memberIds) contacts.add(memberId);
    }
    contacts.delete(userId);
    return contacts;
  }
}
