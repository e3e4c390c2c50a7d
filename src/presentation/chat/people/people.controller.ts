import { Controller, Get } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { ReadUsage } from '../../../application/operations/read-usage';
import { ListOnlineUsers, ONLINE_USERS_PAGE_MAX } from '../../../application/realtime';
import type { AccountActor } from '../../../application/shared/actor';
import { Clock } from '../../../application/shared/clock';
import { CurrentActor } from '../../shared/authenticated.guard';
import { ForPeople } from '../for-people';
import type { ChatUser } from '../identity/user.presenter';
import { conversationRoutes } from '../routes';
import { ChatPeople } from './people';

interface PresentedStats {
  readonly online_users: number;
  readonly total_users: number;
  readonly today_messages: number;
  readonly total_messages: number;
  readonly server_time: string;
}

/** Who is here, and how much is said. */
@ForPeople()
@Controller()
export class PeopleController {
  constructor(
    private readonly listOnlineUsers: ListOnlineUsers,
    private readonly readUsage: ReadUsage,
    private readonly people: ChatPeople,
    private readonly clock: Clock,
  ) {}

  @Get(conversationRoutes('online-users', 'users/online'))
  @ApiOperation({ summary: 'Who is online; at most 1,000 are named' })
  async online(@CurrentActor() actor: AccountActor): Promise<{ count: number; users: ChatUser[] }> {
    const { count, users } = await this.listOnlineUsers.execute(actor, { limit: ONLINE_USERS_PAGE_MAX });
    return { count, users: users.map((profile) => this.people.present(profile)) };
  }

  @Get(conversationRoutes('stats'))
  @ApiOperation({ summary: 'Figures of the server, as of a few seconds ago; days begin at midnight UTC' })
  async stats(@CurrentActor() actor: AccountActor): Promise<PresentedStats> {
    const { users, messages, messagesSince } = await this.readUsage.execute();
    const { count } = await this.listOnlineUsers.execute(actor, { limit: 0 });
    return {
      online_users: count,
      total_users: users,
      today_messages: messagesSince,
      total_messages: messages,
      server_time: new Date(this.clock.nowMs()).toISOString(),
    };
  }
}
