import type { EntitySchema } from 'typeorm';
import { auditLogEntryTable, emojiTable, inviteTable, webhookTable } from './guilds/guild-extras.table';
import { guildChannelTable, overwriteTable, threadMemberTable, threadTable } from './guilds/guild-channel.table';
import { guildBanTable, guildTable, memberTable, roleTable } from './guilds/guild.table';
import { accountTable, applicationTable, authSessionTable, refreshTokenTable } from './identity/account.table';
import { userTable } from './identity/user.table';
import { channelTable } from './messaging/channel.table';
import { conversationSettingsTable } from './messaging/conversation-settings.table';
import { blockTable, friendshipTable, notificationTable } from './messaging/contact.table';
import { directChannelTable, recipientTable } from './messaging/direct-channel.table';
import {
  groupBanTable,
  groupChannelTable,
  groupInvitationTable,
  groupJoinRequestTable,
} from './messaging/group-channel.table';
import { attachmentTable, reactionTable, readStateTable } from './messaging/message-extras.table';
import { messageTable } from './messaging/message.table';
import { importIdTable } from './platform/import.table';
import { outboxTable } from './platform/outbox.table';
import {
  completedSetupTable,
  installationTable,
  invalidationTable,
  scheduledJobTable,
  workerLeaseTable,
} from './platform/platform.table';
import { lastSeenTable } from './realtime/last-seen.table';
import { roomBanTable, roomMuteTable } from './rooms/moderation.table';
import { roomSyncTable } from './rooms/room-sync.table';
import { roomTable, roomVisitTable } from './rooms/room.table';

/** Every table of the database: what migrations are generated from and checked against. */
export const tables: EntitySchema[] = [
  userTable,
  accountTable,
  authSessionTable,
  refreshTokenTable,
  applicationTable,
  channelTable,
  messageTable,
  reactionTable,
  attachmentTable,
  readStateTable,
  conversationSettingsTable,
  directChannelTable,
  recipientTable,
  groupChannelTable,
  groupJoinRequestTable,
  groupInvitationTable,
  groupBanTable,
  friendshipTable,
  blockTable,
  notificationTable,
  lastSeenTable,
  guildTable,
  roleTable,
  memberTable,
  guildBanTable,
  guildChannelTable,
  overwriteTable,
  threadTable,
  threadMemberTable,
  inviteTable,
  webhookTable,
  emojiTable,
  auditLogEntryTable,
  roomTable,
  roomVisitTable,
  roomBanTable,
  roomMuteTable,
  roomSyncTable,
  outboxTable,
  invalidationTable,
  workerLeaseTable,
  scheduledJobTable,
  installationTable,
  completedSetupTable,
  importIdTable,
];
