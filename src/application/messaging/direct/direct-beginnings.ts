import { Injectable } from '@nestjs/common';
import type { Id } from '../../../shared/ids';
import { MutualGuilds } from '../../guilds';

/** What two must have in common before one of them may write to the other for the first time. */
export type DirectRequirement = 'mutual_guild' | 'nothing';

/** Who may begin a conversation with whom. Once begun it stays, whatever becomes of what the two had in common. */
@Injectable()
export class DirectBeginnings {
  constructor(private readonly guilds: MutualGuilds) {}

  async mayBegin(userId: Id, recipientId: Id, requires: DirectRequirement): Promise<boolean> {
    return requires === 'nothing' || this.guilds.exist(userId, recipientId);
  }
}
