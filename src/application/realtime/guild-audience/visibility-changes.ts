import type { GuildChannel } from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';
import type { ChannelRights } from './channel-visibility';
import type { FeedSession } from './feed-session';

export interface ChannelSight {
  readonly channel: GuildChannel;
  readonly sessions: FeedSession[];
}

/** Channels that came into or went out of the sight of sessions. */
export interface VisibilityChanges {
  readonly gained: ReadonlyMap<Id, ChannelSight>;
  readonly lost: ReadonlyMap<Id, ChannelSight>;
}

export const NO_CHANGES: VisibilityChanges = { gained: new Map(), lost: new Map() };

export interface RightsChange {
  readonly before: ChannelRights;
  readonly after: ChannelRights;
  readonly sessions: readonly FeedSession[];
}

/** Members with the same rights share one comparison. */
export function compareRights(
  changes: Iterable<RightsChange>,
  channelsBefore: ReadonlyMap<Id, GuildChannel>,
  channelsAfter: ReadonlyMap<Id, GuildChannel>,
): VisibilityChanges {
  const gained = new Map<Id, ChannelSight>();
  const lost = new Map<Id, ChannelSight>();
  const compared = new Map<ChannelRights, Map<ChannelRights, Difference>>();
  for (const { before, after, sessions } of changes) {
    if (before === after) continue;
    const ofBefore = compared.get(before) ?? new Map<ChannelRights, Difference>();
    compared.set(before, ofBefore);
    const difference = ofBefore.get(after) ?? differenceOf(before, after);
    ofBefore.set(after, difference);
    for (const channelId of difference.gained) add(gained, channelsAfter.get(channelId), sessions);
    for (const channelId of difference.lost) add(lost, channelsBefore.get(channelId), sessions);
  }
  return { gained, lost };
}

interface Difference {
  readonly gained: readonly Id[];
  readonly lost: readonly Id[];
}

const differenceOf = (before: ChannelRights, after: ChannelRights): Difference => ({
  gained: [...after.keys()].filter((channelId) => !before.has(channelId)),
  lost: [...before.keys()].filter((channelId) => !after.has(channelId)),
});

function add(sights: Map<Id, ChannelSight>, channel: GuildChannel | undefined, sessions: readonly FeedSession[]): void {
  if (!channel) return;
  const sight = sights.get(channel.id);
  if (sight) sight.sessions.push(...sessions);
  else sights.set(channel.id, { channel, sessions: [...sessions] });
}
