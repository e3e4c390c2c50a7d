import { auditChanges } from './audit-changes';

describe('auditChanges', () => {
  it('lists what differs, and nothing else', () => {
    const before = { name: 'a', color: 1, roles: ['1'], topic: undefined, nsfw: true };
    const after = { name: 'b', color: 1, roles: ['1'], topic: 'x', nsfw: undefined };

    expect(auditChanges(before, after)).toEqual([
      { key: 'name', oldValue: 'a', newValue: 'b' },
      { key: 'topic', newValue: 'x' },
      { key: 'nsfw', oldValue: true },
    ]);
    expect(auditChanges({ roles: ['1'] }, { roles: ['1', '2'] })).toHaveLength(1);
  });

  it('shows what was made as new and what is gone as old', () => {
    expect(auditChanges({}, { name: 'a', permissions: 8n })).toEqual([
      { key: 'name', newValue: 'a' },
      { key: 'permissions', newValue: 8n },
    ]);
    expect(auditChanges({ name: 'a' })).toEqual([{ key: 'name', oldValue: 'a' }]);
  });
});
