import type { PathRule } from './path-table';
import { dialectOfPath, dialectOfUpgrade, httpPaths, upgradePaths } from './path-table';

describe('path table', () => {
  it.each([
    ['/management/rooms', 'rooms'],
    ['/management', 'rooms'],
    ['/managements', undefined],
    ['/%6Danagement/rooms', 'rooms'],
    ['/ws/rooms/42?user_id=x', 'rooms'],
    ['/socket.io/?EIO=4', 'rooms'],
    ['/api/auth/login', 'im'],
    ['/api/user', 'im'],
    ['/api/users', 'discord'],
    ['/api/v1/users/@me', 'discord'],
    ['/api/v10/gateway', 'discord'],
    ['/embed/avatars/1.png', 'discord'],
    ['/chatsphere/api/v1/auth/login', 'chat'],
    ['/auth/me', 'chat'],
    ['/auth/me/x', 'work'],
    ['/auth/login', 'work'],
    ['/health', 'chat'],
    ['/health/', 'chat'],
    ['/health/live', 'operations'],
    ['/health/other', undefined],
    ['/', 'operations'],
    ['/?x=1', 'operations'],
    ['/docs/swagger-ui.css', 'operations'],
    ['/messages/7/issue', 'work'],
    ['/nowhere', undefined],
    ['/%ff', undefined],
  ])('%s belongs to %s', (path, dialect) => {
    expect(dialectOfPath(path)).toBe(dialect);
  });

  it.each([
    ['/ws/rooms/42', 'rooms'],
    ['/socket.io/', 'rooms'],
    ['/api/ws', 'im'],
    ['/gateway/?v=10', 'discord'],
    ['/?v=10', 'discord'],
    ['/ws', 'work'],
    ['/ws/other', undefined],
  ])('an upgrade of %s belongs to %s', (path, dialect) => {
    expect(dialectOfUpgrade(path)).toBe(dialect);
  });

  it.each([
    ['http', httpPaths],
    ['upgrade', upgradePaths],
  ])('has no path twice (%s)', (_name, rules: readonly PathRule[]) => {
    const paths = rules.map((rule) => rule.path);
    expect(new Set(paths).size).toBe(paths.length);
    for (const path of paths) expect(path).toMatch(/^\/(|.*[^/])$/);
  });
});
