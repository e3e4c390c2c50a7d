import type { Group, GroupMember } from '../../../domain/messaging';
import type { PresentedGroup, PresentedGroupMember } from './group-answer.dto';

const timeOf = (milliseconds: number): string => new Date(milliseconds).toISOString();

export const presentGroup = (group: Group): PresentedGroup => ({
  id: group.id,
  name: group.name,
  description: group.description,
  avatar: group.avatar ?? null,
  owner_id: group.ownerId,
  created_at: timeOf(group.createdAtMs),
  updated_at: timeOf(group.updatedAtMs),
});

export const presentGroupMember = (member: GroupMember): PresentedGroupMember => ({
  id: member.userId,
  group_id: member.channelId,
  user_id: member.userId,
  role: member.role,
  joined_at: timeOf(member.joinedAtMs),
  muted_until: member.mutedUntilMs === undefined ? null : timeOf(member.mutedUntilMs),
});
