import * as fc from 'fast-check';
import { TokenBucket } from './token-bucket';

/** How many of `attempts` at `nowMs` are let through. */
const takeMany = (bucket: TokenBucket, nowMs: number, attempts: number): number =>
  Array.from({ length: attempts }, () => bucket.take(nowMs)).filter(Boolean).length;

describe('TokenBucket', () => {
  it('lets the burst through at once and no more', () => {
    const bucket = new TokenBucket(20, 100, 0);

    expect(takeMany(bucket, 0, 150)).toBe(100);
  });

  it('refills by the millisecond, at most to the burst', () => {
    const bucket = new TokenBucket(20, 100, 0);
    takeMany(bucket, 0, 100);

    expect(takeMany(bucket, 49, 5)).toBe(0);
    expect(takeMany(bucket, 50, 5)).toBe(1);
    expect(takeMany(bucket, 1_050, 100)).toBe(20);
    expect(takeMany(bucket, 1_000_000, 500)).toBe(100);
  });

  it('loses nothing to a clock that goes back', () => {
    const bucket = new TokenBucket(20, 100, 1_000);

    expect(takeMany(bucket, 0, 150)).toBe(100);
    expect(takeMany(bucket, 50, 5)).toBe(1);
  });

  it('is full when it stands as a new one would', () => {
    const bucket = new TokenBucket(20, 100, 0);
    expect(bucket.isFull(0)).toBe(true);
    bucket.take(0);

    expect(bucket.isFull(49)).toBe(false);
    expect(bucket.isFull(50)).toBe(true);
  });

  it('never lets more through than the burst and the rate allow', () => {
    const visits = fc.array(fc.record({ pauseMs: fc.nat(500), attempts: fc.nat(60) }), { maxLength: 30 });

    fc.assert(
      fc.property(visits, (course) => {
        const bucket = new TokenBucket(20, 100, 0);
        let [nowMs, taken] = [0, 0];
        for (const { pauseMs, attempts } of course) {
          nowMs += pauseMs;
          taken += takeMany(bucket, nowMs, attempts);
          expect(taken).toBeLessThanOrEqual(100 + (nowMs * 20) / 1_000 + 1e-6);
        }
      }),
    );
  });
});
