import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';

/** What the sockets of this dialect are called, so that an event can name the one it came through. */
@Injectable()
export class ConnectionNames {
  private readonly names = new WeakMap<object, string>();

  /** The same for the same socket, and for no other, on no other process. */
  of(socket: object): string {
    const known = this.names.get(socket);
    if (known !== undefined) return known;
    const name = randomUUID();
    this.names.set(socket, name);
    return name;
  }
}
