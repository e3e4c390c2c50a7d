import { Injectable } from '@nestjs/common';
import { ListOnlineUsers, ONLINE_USERS_PAGE_MAX } from '../../../application/realtime';
import type { AppError } from '../../../shared/errors';
import type { AccountSocket, SocketTalk } from '../../shared/account-socket';
import { presentSocketError } from '../errors';
import { OwnAccount } from '../identity/own-account';
import { ChatPeople } from '../people/people';
import { ChatCommands } from './chat-commands';
import type { ChatRoomSession } from './chat-room-session';
import type { FrameStyle } from './frames';
import { named } from './room-encoder';
import { RoomDoors, RoomStays } from './room-stays';

/** Talks with clients of the dialect, in either style. */
@Injectable()
export class ChatTalks {
  constructor(
    private readonly commands: ChatCommands,
    private readonly doors: RoomDoors,
    private readonly listOnlineUsers: ListOnlineUsers,
    private readonly account: OwnAccount,
    private readonly people: ChatPeople,
  ) {}

  /** Whether the dialect has a command of this name. */
  knows(type: unknown): boolean {
    return this.commands.knows(type);
  }

  async open(socket: AccountSocket, style: FrameStyle): Promise<SocketTalk> {
    const user = await this.account.of(socket.userId);
    const { users } = await this.listOnlineUsers.execute(socket.actor, { limit: ONLINE_USERS_PAGE_MAX });
    const told = (type: 'user_joined' | 'user_left') => (session: ChatRoomSession) =>
      socket.tell(style.frame(type, { ...named(session.visitor), room_id: session.roomId }));
    const rooms = new RoomStays(socket, this.doors, told('user_joined'), told('user_left'));
    // Before the greeting: whoever reads the history after it misses nothing that is said from then on.
    await rooms.enterOwn().catch((error: unknown) => {
      rooms.end();
      throw error;
    });
    const established = { message: 'connected', user };
    return {
      greeting: () => {
        const others = users.filter(({ id }) => id !== socket.userId).map((profile) => this.people.present(profile));
        const { id, username, display_name, avatar_url } = user;
        const online = [...others, { id, username, display_name, avatar_url }];
        return [style.frame('connection_established', established), style.frame('online_users', online)];
      },
      frame: (fields) => this.commands.run({ socket, rooms, style }, fields.type, fields.data),
      closed: () => rooms.end(),
    };
  }

  presentError(error: AppError, style: FrameStyle): object {
    return style.frame('error', presentSocketError(error));
  }
}
