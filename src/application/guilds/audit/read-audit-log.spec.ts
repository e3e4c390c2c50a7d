import { MembersWorld } from '../../../../test/fakes/members-world';
import { Permission } from '../../../domain/guilds';
import { AUDIT_PAGE_MAX } from './audit-log.reader';
import { ReadAuditLog } from './read-audit-log';

describe('ReadAuditLog', () => {
  it('shows those who may read it what fits, newest first', async () => {
    const world = new MembersWorld();
    const { guildId, owner } = world;
    const readAuditLog = new ReadAuditLog(world.access, world.auditReader);
    await world.uow.run(async () => {
      for (const actionType of [30, 31, 30]) await world.audit.record({ guildId, userId: owner.userId, actionType });
    });
    const read = (query: object, actor = owner) => readAuditLog.execute(actor, { guildId, limit: 50, ...query });

    expect((await read({})).map(({ id }) => id)).toEqual(['3', '2', '1']);
    expect((await read({ actionType: 30, before: '3' })).map(({ id }) => id)).toEqual(['1']);
    expect(await read({}, world.moderator(Permission.viewAuditLog))).toHaveLength(3);
    await expect(read({}, world.member)).rejects.toMatchObject({ code: 'missing_permissions' });
    for (const limit of [0, 0.5, AUDIT_PAGE_MAX + 1]) {
      await expect(read({ limit })).rejects.toMatchObject({ code: 'invalid' });
    }
  });
});
