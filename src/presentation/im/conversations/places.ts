import { Injectable } from '@nestjs/common';
import { ChannelPolicies, unknownMessage } from '../../../application/messaging';
import { DirectChannels } from '../../../application/messaging/direct/direct-channels';
import { type Message, otherOf } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';

/** Where a message stands, as this dialect names it. */
export type MessagePlace =
  | { readonly kind: 'direct'; readonly recipientIds: readonly [Id, Id] }
  | { readonly kind: 'group'; readonly groupId: Id };

/** The two ways to say where a message went; the other one is null. */
export interface PresentedPlace {
  readonly receiver_id: string | null;
  readonly group_id: string | null;
}

/** Tells one-to-one conversations and groups from the channels this dialect does not show. */
@Injectable()
export class Places {
  constructor(
    private readonly policies: ChannelPolicies,
    private readonly direct: DirectChannels,
  ) {}

  /** Undefined for rooms and channels of guilds. @throws AppError `not_found` when there is no such channel */
  async find(channelId: Id): Promise<MessagePlace | undefined> {
    const { kind } = await this.policies.of(channelId);
    if (kind === 'group') return { kind, groupId: channelId };
    const recipientIds = kind === 'direct' ? await this.direct.recipientsOf(channelId) : undefined;
    return recipientIds && { kind: 'direct', recipientIds };
  }

  /** @throws AppError `unknown_message` for a message that this dialect does not show */
  async require({ id, channelId }: Pick<Message, 'id' | 'channelId'>): Promise<MessagePlace> {
    const place = await this.find(channelId);
    if (!place) throw unknownMessage(id);
    return place;
  }
}

/** The receiver is the one of the two who did not write it. */
export function presentPlace(place: MessagePlace, authorId: Id): PresentedPlace {
  if (place.kind === 'group') return { receiver_id: null, group_id: place.groupId };
  return { receiver_id: otherOf(place, authorId), group_id: null };
}
