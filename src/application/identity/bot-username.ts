import { checkUsername } from '../../domain/identity';
import { isAppError } from '../../shared/errors';

const FALLBACK = 'bot';

/** A name for the bot of an application: the application's own where it can be a username. */
export function botUsername(applicationName: string): string {
  try {
    return checkUsername(applicationName.replaceAll(/[@#:`]/g, ''));
  } catch (error) {
    if (isAppError(error)) return FALLBACK;
    throw error;
  }
}
