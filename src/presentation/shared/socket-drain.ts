import { Injectable } from '@nestjs/common';
import { Timers } from '../../application/shared/timers';
import { ConnectionGuard } from './connection-guard';
import { UpgradeRouter } from './upgrade-router';

/** How long sockets get at a stop to take what they were told; then they are cut. */
export const SOCKET_DRAIN_MS = 3_000;
/** RFC 6455, section 7.4.1 */
const GOING_AWAY = 1_001;

/** Ends all sockets at a stop: each dialect tells its own, then everybody gets time to hear it. */
@Injectable()
export class SocketDrain {
  private readonly farewells: (() => void | Promise<void>)[] = [];

  constructor(
    private readonly router: UpgradeRouter,
    private readonly guard: ConnectionGuard,
    private readonly timers: Timers,
  ) {}

  /** `farewell` tells a dialect's clients that the server stops and closes their sockets. Never throws nor rejects. */
  register(farewell: () => void | Promise<void>): void {
    this.farewells.push(farewell);
  }

  /** Resolves when every socket is closed, or after {@link SOCKET_DRAIN_MS}. */
  async run(): Promise<void> {
    let cancel = (): void => undefined;
    const timeUp = new Promise<void>((resolve) => {
      cancel = this.timers.after(SOCKET_DRAIN_MS, resolve);
    });
    await Promise.race([timeUp, Promise.all(this.farewells.map(async (farewell) => farewell()))]);
    this.router.closeAll(GOING_AWAY, 'stopping');
    await Promise.race([timeUp, new Promise<void>((resolve) => this.guard.whenEmpty(resolve))]);
    cancel();
  }
}
