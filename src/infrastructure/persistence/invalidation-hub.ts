import { Injectable } from '@nestjs/common';
import { Invalidations } from '../../application/shared/invalidations';
import { Logger } from '../../application/shared/logger';

/** Hands invalidated keys to this process's caches; fed by its own commits and by the poller of other nodes' rows. */
@Injectable()
export class InvalidationHub extends Invalidations {
  private readonly listeners = new Set<(key: string) => void>();

  constructor(private readonly logger: Logger) {
    super();
  }

  subscribe(listener: (key: string) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  publish(key: string): void {
    for (const listener of this.listeners) {
      try {
        listener(key);
      } catch (error) {
        this.logger.error('a cache failed to drop an invalidated key', { key, error });
      }
    }
  }
}
