import { AppError } from '../../shared/errors';
import type { Id } from '../../shared/ids';

export const recallTooLate = (): AppError =>
  new AppError('forbidden', 'recall_too_late', 'A message can be recalled within two minutes only');

export const unknownMessage = (messageId: Id): AppError =>
  new AppError('not_found', 'unknown_message', `Message ${messageId} not found`, { field: 'id' });
