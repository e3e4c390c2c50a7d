import type { createApp } from '../../src/bootstrap';
import type { loadSettings } from '../../src/config/load-settings';
import type { logTo } from '../../src/infrastructure/logging/pino-log';

export { openDatabase } from '../../src/infrastructure/persistence/database';

export interface ServerCode {
  readonly createApp: typeof createApp;
  readonly loadSettings: typeof loadSettings;
  readonly logTo: typeof logTo;
}

export function serverCode(): ServerCode;
