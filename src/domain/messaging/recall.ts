import type { Message } from './message';

/** Authors take back what they said for so long: two minutes, and a message that is exactly as old still goes. */
export const RECALL_WINDOW_MS = 2 * 60 * 1_000;

export const isInRecallWindow = ({ createdAtMs }: Pick<Message, 'createdAtMs'>, nowMs: number): boolean =>
  nowMs - createdAtMs <= RECALL_WINDOW_MS;
