import type { AccountSocket, SocketTalk } from './account-socket';

/** The words of another dialect that shares the socket at the root. */
export abstract class RootWords {
  abstract open(socket: AccountSocket): Promise<SocketTalk>;
}
