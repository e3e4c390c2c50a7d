import { AppError } from '../../shared/errors';
import type { Id } from '../../shared/ids';

export const unknownMessage = (messageId: Id): AppError =>
  new AppError('not_found', 'unknown_message', `Message ${messageId} not found`, { field: 'id' });
