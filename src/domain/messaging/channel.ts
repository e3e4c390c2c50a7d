/** What a channel is decides whose rules apply to it; see the `ChannelPolicy` port. A thread has its guild's rules. */
export const channelKinds = ['room', 'guild', 'direct', 'group'] as const;
export type ChannelKind = (typeof channelKinds)[number];
