import { FixedWindow } from './fixed-window';

const takes = (window: FixedWindow, count: number, nowMs: number): boolean[] =>
  Array.from({ length: count }, () => window.take(nowMs));

describe('FixedWindow', () => {
  it('lets its count through and no more', () => {
    expect(takes(new FixedWindow(3, 1_000), 5, 0)).toEqual([true, true, true, false, false]);
  });

  it('begins again when the window is over, counted from its first', () => {
    const window = new FixedWindow(2, 1_000);
    expect([window.take(500), window.take(1_400), window.take(1_499)]).toEqual([true, true, false]);
    expect([window.take(1_500), window.take(1_500), window.take(1_500)]).toEqual([true, true, false]);
  });

  it('does not let unused ones add up', () => {
    const window = new FixedWindow(2, 1_000);
    window.take(0);
    expect(takes(window, 3, 60_000)).toEqual([true, true, false]);
  });
});
