import type { AuditLogChange } from './guild';

/** A thing as an audit log shows it, by the names of its wire form; undefined values count as absent. */
export type AuditFields = Readonly<Record<string, unknown>>;

/** What became of a thing: every field that differs. Without `before` it was made, without `after` it is gone. */
export function auditChanges(before: AuditFields = {}, after: AuditFields = {}): readonly AuditLogChange[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys
    .filter((key) => !isSame(before[key], after[key]))
    .map((key) => ({
      key,
      ...(before[key] !== undefined && { oldValue: before[key] }),
      ...(after[key] !== undefined && { newValue: after[key] }),
    }));
}

function isSame(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, index) => item === b[index]);
  return a === b;
}
