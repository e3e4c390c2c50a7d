import { Injectable } from '@nestjs/common';
import {
  AuditAction,
  type AuditLogChange,
  guildError,
  hasPermission,
  Permission,
  type Thread,
} from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { Clock } from '../../shared/clock';
import { UnitOfWork } from '../../shared/unit-of-work';
import { AuditLog } from '../audit-log';
import { type ChannelView, GuildAccess } from '../guild-access';
import { ThreadChanges } from './thread-changes';

export interface ThreadSettings {
  readonly name?: string;
  readonly isArchived?: boolean;
  readonly isLocked?: boolean;
  readonly isInvitable?: boolean;
  readonly autoArchiveMinutes?: number;
  readonly slowModeSeconds?: number;
}

export interface UpdateThreadInput extends ThreadSettings {
  readonly threadId: Id;
  readonly reason?: string;
}

/**
 * Moderators of threads change everything, the owner all but the lock and the slow mode, and whoever may write in a
 * thread that is not locked may open it again.
 */
@Injectable()
export class UpdateThread {
  constructor(
    private readonly access: GuildAccess,
    private readonly changes: ThreadChanges,
    private readonly audit: AuditLog,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `unknown_channel`, `missing_permissions`, `thread_archived`, `active_threads_max` */
  async execute(actor: AccountActor, { threadId, reason, ...input }: UpdateThreadInput): Promise<Thread> {
    const view = await this.access.requireChannel(actor, threadId);
    if (!view.thread) throw guildError('unknown_channel');
    const { guildId } = view.thread;
    return this.uow.run(async () => {
      if (input.isArchived === false) await this.changes.requireRoom(guildId, threadId);
      const before = await this.changes.lock(threadId);
      const settings = changedOnly(before, input);
      requireAllowed(actor, { ...view, thread: before }, settings);
      if (Object.keys(settings).length === 0) return before;
      const after: Thread = {
        ...{ ...before, ...settings },
        ...(settings.isArchived !== undefined && { archiveChangedAtMs: this.clock.nowMs() }),
      };
      await this.changes.update(after);
      await this.audit.record({
        ...{ guildId, userId: actor.userId, targetId: threadId, actionType: AuditAction.threadUpdate, reason },
        changes: auditChanges(before, settings),
      });
      return after;
    });
  }
}

const auditKeys = {
  name: 'name',
  isArchived: 'archived',
  isLocked: 'locked',
  isInvitable: 'invitable',
  autoArchiveMinutes: 'auto_archive_duration',
  slowModeSeconds: 'rate_limit_per_user',
} as const satisfies Record<keyof ThreadSettings, string>;

const settingNames = Object.keys(auditKeys) as (keyof ThreadSettings)[];

/** Of a public thread nobody is invited. */
function changedOnly(before: Thread, input: ThreadSettings): ThreadSettings {
  const changed = settingNames.filter(
    (name) =>
      input[name] !== undefined &&
      input[name] !== before[name] &&
      (name !== 'isInvitable' || before.type === 'private'),
  );
  return Object.fromEntries(changed.map((name) => [name, input[name]]));
}

/** Only the lock of an archived thread can be changed without opening it. */
function requireAllowed(
  actor: AccountActor,
  { thread, permissions }: ChannelView & { readonly thread: Thread },
  settings: ThreadSettings,
): void {
  const changed = settingNames.filter((name) => settings[name] !== undefined);
  const staysArchived = thread.isArchived && settings.isArchived === undefined;
  if (staysArchived && changed.some((name) => name !== 'isLocked')) throw guildError('thread_archived');
  if (changed.length === 0 || hasPermission(permissions, Permission.manageThreads)) return;
  const isAllowed = !thread.isLocked && (ownerMay(actor, thread, changed) || writerMay(permissions, settings, changed));
  if (!isAllowed) throw guildError('missing_permissions');
}

const ownerMay = (actor: AccountActor, thread: Thread, changed: readonly (keyof ThreadSettings)[]): boolean =>
  thread.ownerId === actor.userId && !changed.includes('isLocked') && !changed.includes('slowModeSeconds');

const writerMay = (
  permissions: bigint,
  { isArchived }: ThreadSettings,
  changed: readonly (keyof ThreadSettings)[],
): boolean => isArchived === false && changed.length === 1 && hasPermission(permissions, Permission.sendMessages);

const auditChanges = (before: Thread, settings: ThreadSettings): readonly AuditLogChange[] =>
  settingNames
    .filter((name) => settings[name] !== undefined)
    .map((name) => ({ key: auditKeys[name], oldValue: before[name], newValue: settings[name] }));
