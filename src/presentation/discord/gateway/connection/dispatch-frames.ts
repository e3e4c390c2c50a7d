import type { Dispatch } from '../../../../application/realtime/gateway';
import { headerBytes, writeTextHeader } from '../../../shared/websocket-frame';

const CLOSING_BRACE = 0x7d;

/** What stands before the event's data: the only part that differs between sessions. */
const headOf = (event: Dispatch, s: number): string => `{"t":"${event.name}","s":${s},"op":0,"d":`;

/** One event as a payload, numbered `s`. */
export function dispatchPayload(event: Dispatch, s: number): Buffer {
  const head = headOf(event, s);
  const payload = Buffer.allocUnsafe(head.length + event.body.length + 1);
  payload.write(head, 'latin1');
  payload.set(event.body, head.length);
  payload[payload.length - 1] = CLOSING_BRACE;
  return payload;
}

/** Events as text frames one behind the other, the first numbered `firstNumber`. */
export function dispatchFrames(events: readonly Dispatch[], firstNumber: number): Buffer {
  const heads = events.map((event, index) => headOf(event, firstNumber + index));
  const lengths = events.map((event, index) => heads[index].length + event.body.length + 1);
  const frames = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + headerBytes(length) + length, 0));
  let offset = 0;
  for (const [index, { body }] of events.entries()) {
    offset = writeTextHeader(frames, offset, lengths[index]);
    frames.write(heads[index], offset, 'latin1');
    offset += heads[index].length;
    frames.set(body, offset);
    offset += body.length;
    frames[offset] = CLOSING_BRACE;
    offset += 1;
  }
  return frames;
}
