import { FilesSettings } from '../application/files';
import { RoomsSettings } from '../application/rooms/rooms-settings';
import { SyncSettings } from '../application/rooms/sync-settings';
import { HttpSettings, SecuritySettings } from '../application/shared/settings';
import type { LogLevel } from './environment';

export abstract class DatabaseSettings {
  abstract readonly kind: 'embedded' | 'memory' | 'postgres';
  /** `postgres://...`; only with kind `postgres`. */
  abstract readonly url?: string;
  /** Tar archive that a database in memory starts as; only with kind `memory`. */
  abstract readonly archive?: string;
  /** Absolute directory of the embedded database. */
  abstract readonly dataDir: string;
  abstract readonly poolSize: number;
}

export abstract class RedisSettings {
  /** Absent: no Redis is used. */
  abstract readonly url?: string;
}

export abstract class LogSettings {
  abstract readonly level: LogLevel;
  /** Absent: standard output. */
  abstract readonly file?: string;
}

/** All settings of a process, parsed once and frozen; modules hand the slices out. */
export interface Settings {
  readonly http: HttpSettings;
  readonly database: DatabaseSettings;
  readonly redis: RedisSettings;
  readonly security: SecuritySettings;
  readonly log: LogSettings;
  readonly files: FilesSettings;
  readonly rooms: RoomsSettings;
  readonly sync: SyncSettings;
}

/** The slices as injection tokens with their values. */
export function settingProviders(settings: Settings): { provide: abstract new () => unknown; useValue: object }[] {
  return [
    { provide: HttpSettings, useValue: settings.http },
    { provide: DatabaseSettings, useValue: settings.database },
    { provide: RedisSettings, useValue: settings.redis },
    { provide: SecuritySettings, useValue: settings.security },
    { provide: LogSettings, useValue: settings.log },
    { provide: FilesSettings, useValue: settings.files },
    { provide: RoomsSettings, useValue: settings.rooms },
    { provide: SyncSettings, useValue: settings.sync },
  ];
}
