import { otherChannelRows, permissionRows, type PermissionRow } from '../../support/permission-rows';
import { callers, PermissionScene } from '../../support/permission-scene';

let scene: PermissionScene;
beforeAll(async () => {
  scene = await PermissionScene.start();
});
afterAll(() => scene?.server.stop());

/**
 * From those who are refused to those who are let in, so that a refusal is of something that is there; what a call used
 * up is made anew.
 */
async function statusesOf({ route, target, query = '', body }: PermissionRow): Promise<Record<string, number>> {
  const [method, pattern] = route.split(' ');
  const statuses: Record<string, number> = {};
  let made = await target?.(scene);
  for (const name of callers.toReversed()) {
    const { status } = await scene.caller(name, pattern).call(method, scene.path(pattern, made) + query, body);
    statuses[name] = status;
    if (status < 300 && name !== callers[0]) made = await target?.(scene);
  }
  return statuses;
}

describe('every route of the Discord-style API', () => {
  const rows = permissionRows.map(({ route }) => route).sort();
  const routesOf = (...prefixes: string[]): string[] =>
    prefixes.flatMap((prefix) => [...(scene.routes.get(prefix) ?? [])]).sort();

  it('has a row here', () => {
    expect(routesOf('/api/v10', '')).toEqual(rows);
  });

  it('is served alike under every version, and without one where the path is free', () => {
    expect(routesOf('/api/v9')).toEqual(routesOf('/api/v10'));
    expect(routesOf('/api/v1')).toEqual(routesOf('/api/v10'));
    expect(routesOf('/api')).toEqual(routesOf('/api/v10').filter((route) => !route.includes(' /auth/')));
  });

  it.each(otherChannelRows.map(([kind, row]) => [kind, row.route, row] as const))(
    '%s: %s',
    async (_kind, _route, row) => {
      expect(await statusesOf(row)).toEqual(row.expected);
    },
  );

  it.each(permissionRows.map((row) => [row.route, row] as const))('%s', async (_route, row) => {
    expect(await statusesOf(row)).toEqual(row.expected);
  });
});
