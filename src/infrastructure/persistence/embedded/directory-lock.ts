import { createHash, randomUUID } from 'node:crypto';
import fs from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { closed, findPeer, type Peer } from './lock-peer';

/** Longest path a Unix socket can have on every system; macOS has the lowest limit, 104 with the final zero. */
const SOCKET_PATH_BYTES_MAX = 100;
/** How long a holder that is just ending is given before this process is refused. */
const HOLDER_GRACE_MS = 750;
const ROUNDS_MAX = 20;
/** File systems without Unix sockets (some network and virtual ones) answer with one of these. */
const unsupportedCodes = new Set(['ENOTSUP', 'EOPNOTSUPP', 'EPERM', 'EINVAL', 'ENOSYS']);
const socketName = /^guildhall-(\d+)-[0-9a-f-]+\.sock$/;

export interface DirectoryLock {
  release(): Promise<void>;
}

export class DirectoryInUse extends Error {
  constructor(directory: string, processId: number | undefined) {
    const holder = processId === undefined ? '' : ` (pid ${processId})`;
    super(`DATA_DIR ${directory} is in use by another Guildhall process${holder}`);
    this.name = 'DirectoryInUse';
  }
}

/**
 * Makes this process the only one that works on `directory`, until `release` or until the process ends in any way: the
 * lock is a listening local socket, which the operating system closes with the process.
 *
 * Each process listens on a socket of its own name first and looks for others second, so of two that start at once at
 * least one sees the other. One that is still starting yields to a holder and to a starting one with a smaller name.
 * @throws DirectoryInUse
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  await fs.mkdir(directory, { recursive: true });
  const realDirectory = await fs.realpath(directory);
  if (process.platform === 'win32') return lockPipe(directory, realDirectory);
  return lockSocket(directory, realDirectory);
}

/** Windows frees a named pipe with its process and gives a name to one process only: nothing can be stale. */
async function lockPipe(directory: string, realDirectory: string): Promise<DirectoryLock> {
  const pipe = `\\\\.\\pipe\\guildhall-${digest(realDirectory.toLowerCase())}`;
  const own = new LockServer();
  const deadline = Date.now() + HOLDER_GRACE_MS;
  for (;;) {
    try {
      await own.listen(pipe);
      own.hold();
      return { release: () => own.close() };
    } catch (error) {
      if (codeOf(error) !== 'EADDRINUSE') throw error;
      const peer = await findPeer(pipe);
      if (peer && (Date.now() >= deadline || !(await closed(peer, HOLDER_GRACE_MS)))) {
        peer.socket.destroy();
        throw new DirectoryInUse(directory, peer.processId);
      }
    }
  }
}

async function lockSocket(directory: string, realDirectory: string): Promise<DirectoryLock> {
  const own = new LockServer();
  const place = await listenIn(realDirectory, own);
  try {
    await yieldToOthers(directory, place);
  } catch (error) {
    await releasePlace(own, place);
    throw error;
  }
  own.hold();
  return { release: () => releasePlace(own, place) };
}

interface Place {
  /** Where the socket file really is. */
  readonly folder: string;
  readonly name: string;
  /** The same folder by a path that is short enough for a socket. */
  readonly shortFolder: string;
}

async function listenIn(realDirectory: string, own: LockServer): Promise<Place> {
  const name = `guildhall-${process.pid}-${randomUUID().slice(0, 8)}.sock`;
  // Every process must come to the same folder, or they do not meet; it depends on the directory alone.
  const elsewhere = path.join(os.tmpdir(), `guildhall-${digest(realDirectory)}`);
  for (const folder of [realDirectory, elsewhere]) {
    await fs.mkdir(folder, { recursive: true, mode: 0o700 });
    const place = { folder, name, shortFolder: await shorten(folder, name) };
    try {
      await own.listen(path.join(place.shortFolder, name));
      return place;
    } catch (error) {
      await removeLink(place);
      if (folder === elsewhere || !unsupportedCodes.has(codeOf(error))) throw error;
    }
  }
  throw new Error(`no place for a lock of ${realDirectory}`);
}

/** A long path is reached through a link with a short one; the socket itself stays in its folder. */
async function shorten(folder: string, name: string): Promise<string> {
  if (Buffer.byteLength(path.join(folder, name)) <= SOCKET_PATH_BYTES_MAX) return folder;
  const link = path.join(os.tmpdir(), `gh-${randomUUID().slice(0, 8)}`);
  await fs.symlink(folder, link, 'dir');
  return link;
}

async function removeLink(place: Place): Promise<void> {
  if (place.shortFolder !== place.folder) await fs.rm(place.shortFolder, { force: true });
}

async function releasePlace(own: LockServer, place: Place): Promise<void> {
  await own.close();
  await fs.rm(path.join(place.folder, place.name), { force: true });
  await removeLink(place);
}

/** Returns when no other process holds or may come to hold the directory. */
async function yieldToOthers(directory: string, place: Place): Promise<void> {
  const deadline = Date.now() + HOLDER_GRACE_MS;
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const peer = await firstPeer(place);
    if (!peer) return;
    const mustYield = peer.held || peer.name < place.name;
    const patienceMs = mustYield ? Math.max(0, deadline - Date.now()) : HOLDER_GRACE_MS;
    const gone = await closed(peer, patienceMs);
    peer.socket.destroy();
    if (!gone && (mustYield || peer.held)) throw new DirectoryInUse(directory, peer.processId);
  }
  throw new DirectoryInUse(directory, undefined);
}

async function firstPeer(place: Place): Promise<(Peer & { name: string }) | undefined> {
  for (const name of (await fs.readdir(place.folder)).sort()) {
    if (name === place.name || !socketName.test(name)) continue;
    const peer = await findPeer(path.join(place.shortFolder, name));
    if (peer) return { ...peer, processId: peer.processId ?? Number(socketName.exec(name)?.[1]), name };
    // Nobody listens: its process was killed. Names are never used twice, so this removes no one else's socket.
    await fs.rm(path.join(place.folder, name), { force: true });
  }
  return undefined;
}

/** Tells whoever connects which process this is and whether it holds the directory. */
class LockServer {
  private readonly sockets = new Set<net.Socket>();
  private readonly server = net.createServer((socket) => this.greet(socket));
  private held = false;

  listen(address: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(address, () => {
        this.server.off('error', reject);
        // A lock must never be what keeps a process alive, nor an accept error what ends it.
        this.server.on('error', () => undefined).unref();
        resolve();
      });
    });
  }

  hold(): void {
    this.held = true;
    for (const socket of this.sockets) socket.write(this.state());
  }

  close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private greet(socket: net.Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => this.sockets.delete(socket));
    socket.unref();
    socket.write(this.state());
  }

  private state(): string {
    return `${process.pid} ${this.held ? 'held' : 'starting'}\n`;
  }
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 24);

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}
