import { Injectable } from '@nestjs/common';
import { ConversationFeed } from '../../../application/realtime';
import type { Id } from '../../../shared/ids';
import { AccountSocket } from '../../shared/account-socket';

/** What somebody says of being here. Whoever has no socket is offline, whatever they say, and whoever has one is not. */
@Injectable()
export class OwnPresence {
  constructor(private readonly feed: ConversationFeed) {}

  set(userId: Id, status: 'online' | 'away' | 'offline'): void {
    if (status === 'offline') return;
    for (const session of this.feed.sessionsOf(userId)) {
      if (session instanceof AccountSocket) session.setAway(status === 'away');
    }
  }
}
