import net from 'node:net';

/** A live process answers at once unless it is stopped or very busy; then its socket alone proves that it lives. */
const GREETING_WAIT_MS = 2_000;

/** Another process that listens on the lock of the same directory. */
export interface Peer {
  readonly socket: net.Socket;
  readonly processId: number | undefined;
  /** False while it is still finding out whether it may hold the directory. */
  readonly held: boolean;
}

/** Connects to a lock's socket; undefined when no process listens there. */
export function findPeer(address: string): Promise<Peer | undefined> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(address);
    let text = '';
    const answer = (): void => {
      clearTimeout(timer);
      const [processId, state] = text.trim().split('\n').at(-1)?.split(' ') ?? [];
      resolve({ socket, processId: processId ? Number(processId) : undefined, held: state !== 'starting' });
    };
    const timer = setTimeout(answer, GREETING_WAIT_MS);
    socket.on('data', (chunk) => {
      text += chunk.toString();
      if (text.endsWith('\n')) answer();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      if (error.code === 'ECONNREFUSED' || error.code === 'ENOENT' || error.code === 'ECONNRESET') resolve(undefined);
      else reject(error);
    });
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(undefined);
    });
  });
}

/** True when the peer ends or gives up within `waitMs`; false as soon as it says that it holds the directory. */
export function closed(peer: Peer, waitMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (gone: boolean): void => {
      clearTimeout(timer);
      resolve(gone);
    };
    const timer = setTimeout(() => settle(false), waitMs);
    if (peer.socket.destroyed) settle(true);
    peer.socket.on('close', () => settle(true));
    peer.socket.on('end', () => settle(true));
    if (!peer.held) peer.socket.on('data', (chunk) => chunk.toString().includes('held') && settle(false));
  });
}
