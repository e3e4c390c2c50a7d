import { Injectable } from '@nestjs/common';

/** Whether this process still takes work. Set once, when it begins to stop. */
@Injectable()
export class ServerState {
  private isStopping = false;

  get stopping(): boolean {
    return this.isStopping;
  }

  beginStopping(): void {
    this.isStopping = true;
  }
}
