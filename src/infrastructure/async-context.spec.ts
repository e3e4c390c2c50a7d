import { settled } from '../../test/fakes/timers';
import { AsyncContext } from './async-context';

describe('AsyncContext', () => {
  it('follows its work through what that awaits, beside others and no further', async () => {
    const [letters, numbers] = [new AsyncContext<string>(), new AsyncContext<number>()];
    const seen: unknown[] = [];
    const note = (): unknown => seen.push([letters.current, numbers.current]);
    const inner = async (): Promise<void> => {
      await settled();
      note();
      letters.run('b', note);
      note();
    };
    const ended = letters.run('a', () => numbers.run(1, inner));
    note();
    await Promise.all([ended, numbers.run(2, inner)]);

    expect(seen).toEqual([
      [undefined, undefined],
      ...[
        ['a', 1],
        ['b', 1],
        ['a', 1],
      ],
      ...[
        [undefined, 2],
        ['b', 2],
        [undefined, 2],
      ],
    ]);
  });
});
