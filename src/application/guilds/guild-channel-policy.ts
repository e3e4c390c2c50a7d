import { Injectable } from '@nestjs/common';
import { AuditAction, guildError, hasPermission, NO_PERMISSIONS, Permission } from '../../domain/guilds';
import type { Message } from '../../domain/messaging';
import type { Id } from '../../shared/ids';
import {
  type ActGrant,
  ChannelPolicy,
  type HistoryGrant,
  type MentionScope,
  type MessageAct,
  type MessageParts,
  type ModerationEntry,
  type SendGrant,
} from '../messaging';
import type { Actor } from '../shared/actor';
import { AuditLog } from './audit-log';
import { type ChannelView, GuildAccess } from './guild-access';
import { OpenThreadForSend } from './threads/open-thread-for-send';

const MILLISECONDS_PER_SECOND = 1_000;

/** Who moderates a channel is not slowed in it. */
const NOT_SLOWED = [Permission.bypassSlowMode, Permission.manageMessages, Permission.manageChannels];

/** Any of these is enough for the act; every act needs the right to view the channel. */
const permissionsOfAct = {
  view: [NO_PERMISSIONS],
  edit: [NO_PERMISSIONS],
  type: [Permission.sendMessages],
  react: [Permission.readMessageHistory],
  add_reaction: [Permission.readMessageHistory | Permission.addReactions],
  pin: [Permission.pinMessages, Permission.manageMessages],
  moderate: [Permission.manageMessages],
} as const satisfies Record<Exclude<MessageAct, 'recall'>, readonly bigint[]>;

/** What nobody does in an archived thread. */
const changingActs: ReadonlySet<MessageAct> = new Set(['edit', 'type', 'react', 'add_reaction', 'pin']);

const auditActions = {
  delete: AuditAction.messageDelete,
  bulk_delete: AuditAction.messageBulkDelete,
  pin: AuditAction.messagePin,
  unpin: AuditAction.messageUnpin,
} as const satisfies Record<ModerationEntry['act'], number>;

/** Who may write, read and delete in the channels and threads of a guild. */
@Injectable()
export class GuildChannelPolicy extends ChannelPolicy {
  readonly kind = 'guild';

  constructor(
    private readonly access: GuildAccess,
    private readonly openThread: OpenThreadForSend,
    private readonly auditLog: AuditLog,
  ) {
    super();
  }

  async requireSend(actor: Actor, channelId: Id, parts: MessageParts): Promise<SendGrant> {
    const view = await this.requireMessages(actor, channelId, Permission.sendMessages | permissionsOf(parts));
    const { userId } = view.member;
    if (view.thread) await this.openThread.execute(view.thread, { userId, permissions: view.permissions });
    const slowModeSeconds = view.thread?.slowModeSeconds ?? view.channel.slowModeSeconds;
    const isSlowed = slowModeSeconds > 0 && !NOT_SLOWED.some((bits) => hasPermission(view.permissions, bits));
    return {
      kind: 'text',
      author: { userId },
      byAdmin: false,
      mentions: mentionScopeOf(view),
      ...(isSlowed && { authorIntervalMs: slowModeSeconds * MILLISECONDS_PER_SECOND }),
    };
  }

  async requireHistory(actor: Actor, channelId: Id): Promise<HistoryGrant> {
    await this.requireMessages(actor, channelId, Permission.readMessageHistory);
    return {};
  }

  async requireDelete(actor: Actor, channelId: Id, { author }: Pick<Message, 'author'>): Promise<ActGrant> {
    const view = await this.requireMessages(actor, channelId, NO_PERMISSIONS);
    if (author?.userId === view.member.userId) return {};
    if (!hasPermission(view.permissions, Permission.manageMessages)) throw guildError('missing_permissions');
    return { guildId: view.guild.id };
  }

  async requireAct(actor: Actor, channelId: Id, act: MessageAct): Promise<ActGrant> {
    const view = await this.requireMessages(actor, channelId, NO_PERMISSIONS);
    // What is deleted in a guild leaves nothing behind.
    if (act === 'recall') throw guildError('wrong_channel_type');
    if (!permissionsOfAct[act].some((bits) => hasPermission(view.permissions, bits))) {
      throw guildError('missing_permissions');
    }
    if (view.thread?.isArchived && changingActs.has(act)) throw guildError('thread_archived');
    return {
      guildId: view.guild.id,
      mentions: mentionScopeOf(view),
      mayUseEmojiOf: (guildId) =>
        guildId === view.guild.id || hasPermission(view.permissions, Permission.useExternalEmojis),
    };
  }

  override async logAct(actor: Actor, { guildId }: ActGrant, entry: ModerationEntry): Promise<void> {
    if (guildId === undefined || actor.kind !== 'account') return;
    const { act, channelId, messageId = channelId, authorId, count, reason } = entry;
    const isPin = act === 'pin' || act === 'unpin';
    await this.auditLog.record({
      guildId,
      userId: actor.userId,
      targetId: act === 'bulk_delete' ? channelId : authorId,
      actionType: auditActions[act],
      reason,
      options: { channel_id: channelId, ...(isPin ? { message_id: messageId } : { count: String(count) }) },
    });
  }

  /** A category has no messages. */
  private async requireMessages(actor: Actor, channelId: Id, wanted: bigint): Promise<ChannelView> {
    const view = await this.access.requireChannel(actor, channelId, wanted);
    if (view.channel.type === 'category') throw guildError('wrong_channel_type');
    return view;
  }
}

function permissionsOf({ hasEmbeds, hasAttachments, isReply, tts }: MessageParts): bigint {
  return (
    (hasEmbeds ? Permission.embedLinks : NO_PERMISSIONS) |
    (hasAttachments ? Permission.attachFiles : NO_PERMISSIONS) |
    (isReply ? Permission.readMessageHistory : NO_PERMISSIONS) |
    (tts ? Permission.sendTtsMessages : NO_PERMISSIONS)
  );
}

function mentionScopeOf({ guild, roles, permissions }: ChannelView): MentionScope {
  const everyone = hasPermission(permissions, Permission.mentionEveryone);
  return {
    guildId: guild.id,
    everyone,
    mayMentionRole: (roleId) => {
      const role = roles.get(roleId);
      return role !== undefined && roleId !== guild.id && (everyone || role.mentionable);
    },
  };
}
