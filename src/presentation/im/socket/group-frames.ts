import type { ChannelConversationEvent } from '../../../application/realtime';
import type { GroupEvent } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';
import { presentGroup, presentGroupMember } from '../groups/group.presenter';
import { imFrame, type ImFrame } from './frames';

export const isGroupEvent = (event: ChannelConversationEvent): event is GroupEvent => event.type.startsWith('group.');

/** What a `group` frame tells. */
export const groupActions = {
  'group.created': 'created',
  'group.updated': 'updated',
  'group.member_added': 'member_added',
  'group.member_removed': 'member_removed',
  'group.member_updated': 'member_updated',
  'group.dissolved': 'dissolved',
  'group.join_requested': 'join_requested',
  'group.invited': 'invited',
} as const satisfies Record<GroupEvent['type'], string>;

/** Changes of members and settings: `data` is `{action, group, ...}`. */
export function groupFrame(event: GroupEvent): ImFrame {
  const { group } = event;
  const userId = subjectOf(event);
  return imFrame('group', {
    ...(userId !== undefined && { userId }),
    place: { receiver_id: null, group_id: group.id },
    data: { action: groupActions[event.type], group: presentGroup(group), ...detailsOf(event) },
  });
}

/** Whom it is about; nobody in particular when settings changed. */
function subjectOf(event: GroupEvent): Id | undefined {
  if ('member' in event) return event.member.userId;
  if ('userId' in event) return event.userId;
  return event.type === 'group.updated' ? undefined : event.group.ownerId;
}

function detailsOf(event: GroupEvent): object {
  switch (event.type) {
    case 'group.updated':
      return { announcement: event.group.announcement?.content ?? null };
    case 'group.member_added':
    case 'group.member_updated':
      return { member: presentGroupMember(event.member) };
    case 'group.member_removed':
      return { reason: event.reason };
    case 'group.invited':
      return { inviter_id: event.inviterId };
    default:
      return {};
  }
}
