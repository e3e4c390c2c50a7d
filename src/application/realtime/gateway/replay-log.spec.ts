import { event } from '../../../../test/fakes/gateway';
import {
  REPLAY_EVENTS_MAX,
  REPLAY_EVENTS_UNDER_PRESSURE,
  REPLAY_PROCESS_BYTES_MAX,
  REPLAY_SESSION_BYTES_MAX,
  REPLAY_WINDOW_MS,
  ReplayLog,
  ReplayMemory,
} from './replay-log';

const EVERYTHING = Number.POSITIVE_INFINITY;
const ofBytes = (length: number) => ({ name: 'X', body: Buffer.alloc(length, 0x20) });

function logWith(count: number, memory = new ReplayMemory()): ReplayLog {
  const log = new ReplayLog(memory);
  for (let s = 1; s <= count; s += 1) log.append(event(`E${s}`, {}), s);
  return log;
}

describe('ReplayLog', () => {
  it('numbers from one, without a gap, also when it is empty', () => {
    const log = new ReplayLog(new ReplayMemory());
    expect([log.head, log.oldest, log.size]).toEqual([0, 1, 0]);
    log.append(event('A', {}), 0);
    log.append(event('B', {}), 0);

    expect([log.head, log.oldest, log.at(1).name, log.at(2).name]).toEqual([2, 1, 'A', 'B']);
  });

  it('keeps at most 1,024 events, the newest', () => {
    const log = logWith(REPLAY_EVENTS_MAX + 500);
    log.trim(REPLAY_EVENTS_MAX, EVERYTHING);

    expect([log.oldest, log.head, log.size]).toEqual([501, REPLAY_EVENTS_MAX + 500, REPLAY_EVENTS_MAX]);
    expect([log.at(501).name, log.at(log.head).name]).toEqual(['E501', `E${log.head}`]);
    expect(() => log.at(500)).toThrow();
  });

  it('keeps them for three minutes', () => {
    const log = logWith(10);
    log.trim(REPLAY_WINDOW_MS + 5, EVERYTHING);

    expect([log.oldest, log.head]).toEqual([5, 10]);
    log.trim(10 * REPLAY_WINDOW_MS, EVERYTHING);
    expect([log.oldest, log.head, log.size]).toEqual([11, 10, 0]);
  });

  it('keeps at most eight mebibytes', () => {
    const log = new ReplayLog(new ReplayMemory());
    for (let count = 0; count < 10; count += 1) log.append(ofBytes(REPLAY_SESSION_BYTES_MAX / 4), 0);
    log.trim(0, EVERYTHING);

    expect([log.size, log.bytes]).toEqual([4, REPLAY_SESSION_BYTES_MAX]);
  });

  it('never forgets what has not been sent', () => {
    const log = logWith(REPLAY_EVENTS_MAX + 500);
    log.trim(10 * REPLAY_WINDOW_MS, 7);

    expect(log.oldest).toBe(7);
    expect(log.at(7).name).toBe('E7');
  });

  it('is right after any number of events, forgotten in any steps', () => {
    const log = new ReplayLog(new ReplayMemory());
    for (let s = 1; s <= 5_000; s += 1) {
      log.append(event(`E${s}`, {}), 0);
      if (s % 7 === 0) log.forgetBefore(s - (s % 400));
      expect(log.at(log.oldest).name).toBe(`E${log.oldest}`);
    }
    expect(log.head).toBe(5_000);
  });
});

describe('ReplayMemory', () => {
  it('counts an event once, however many sessions keep it', () => {
    const memory = new ReplayMemory();
    const logs = [new ReplayLog(memory), new ReplayLog(memory), new ReplayLog(memory)];
    const shared = ofBytes(1_000);
    for (const log of logs) log.append(shared, 0);
    logs[0].append(ofBytes(10), 0);

    expect(memory.bytes).toBe(1_010);
    for (const log of logs) log.forgetBefore(EVERYTHING);
    expect(memory.bytes).toBe(0);
  });

  it('makes sessions keep less once it is full', () => {
    const memory = new ReplayMemory();
    const log = logWith(REPLAY_EVENTS_MAX, memory);
    log.trim(0, EVERYTHING);
    expect(log.size).toBe(REPLAY_EVENTS_MAX);
    const other = new ReplayLog(memory);
    const body = Buffer.alloc(REPLAY_PROCESS_BYTES_MAX / 16);
    for (let count = 0; count <= 16; count += 1) other.append({ name: 'X', body }, 0);
    expect(memory.isFull).toBe(true);

    log.trim(0, EVERYTHING);
    expect(log.size).toBe(REPLAY_EVENTS_UNDER_PRESSURE);
  });
});
