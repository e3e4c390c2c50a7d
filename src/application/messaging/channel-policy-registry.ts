import type { ChannelKind } from '../../domain/messaging';
import { AppError } from '../../shared/errors';
import { type Id, isId } from '../../shared/ids';
import { ChannelPolicies, type ChannelPolicy } from './channel-policy';

/** Channels whose kind is remembered; a kind never changes. */
export const REMEMBERED_KINDS_MAX = 100_000;

export abstract class ChannelKinds {
  /** Undefined when there is no such channel. */
  abstract kindOf(channelId: Id): Promise<ChannelKind | undefined>;
}

/** Built in the modules from the policies of all contexts. */
export class ChannelPolicyRegistry extends ChannelPolicies {
  private readonly byKind: ReadonlyMap<ChannelKind, ChannelPolicy>;
  private readonly kinds = new Map<Id, ChannelKind>();

  constructor(
    private readonly reader: ChannelKinds,
    policies: readonly ChannelPolicy[],
  ) {
    super();
    this.byKind = new Map(policies.map((policy) => [policy.kind, policy]));
  }

  async of(channelId: Id): Promise<ChannelPolicy> {
    const kind = this.kinds.get(channelId) ?? (await this.learn(channelId));
    const policy = kind && this.byKind.get(kind);
    if (!policy) throw new AppError('not_found', 'not_found', `Channel ${channelId.slice(0, 64)} not found`);
    return policy;
  }

  private async learn(channelId: Id): Promise<ChannelKind | undefined> {
    const kind = isId(channelId) ? await this.reader.kindOf(channelId) : undefined;
    if (kind) {
      if (this.kinds.size >= REMEMBERED_KINDS_MAX) this.kinds.clear();
      this.kinds.set(channelId, kind);
    }
    return kind;
  }
}
