import { AllowedMethods } from './allowed-methods';

describe('AllowedMethods', () => {
  const methods = new AllowedMethods();
  methods.add(['GET', 'HEAD'], '/management/rooms');
  methods.add('POST', '/management/rooms');
  methods.add('DELETE', '/management/rooms/:room_id');
  methods.add('GET', '/docs/*');
  methods.add('OPTIONS', '*');

  it.each([
    ['/management/rooms', ['GET', 'HEAD', 'POST']],
    ['/management/rooms/?limit=1', ['GET', 'HEAD', 'POST']],
    ['/management/rooms/42', ['DELETE']],
    ['/management/rooms/42/users', []],
    ['/management', []],
    ['/docs/a/b.css', ['GET']],
    ['/', []],
  ])('%s has %j', (path, expected) => {
    expect(methods.of(path)).toEqual(expected);
  });
});
