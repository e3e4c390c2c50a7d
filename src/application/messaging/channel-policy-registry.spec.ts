import { CHANNEL } from '../../../test/builders/messages';
import { FakeChannelPolicy } from '../../../test/fakes/messaging';
import type { ChannelKind } from '../../domain/messaging';
import type { Id } from '../../shared/ids';
import { ChannelKinds, ChannelPolicyRegistry } from './channel-policy-registry';

class FakeChannelKinds extends ChannelKinds {
  readonly asked: Id[] = [];
  readonly kinds = new Map<Id, ChannelKind>([[CHANNEL, 'room']]);

  async kindOf(channelId: Id): Promise<ChannelKind | undefined> {
    this.asked.push(channelId);
    return this.kinds.get(channelId);
  }
}

describe('ChannelPolicyRegistry', () => {
  it('finds the policy of the channel and remembers its kind', async () => {
    const kinds = new FakeChannelKinds();
    const policy = new FakeChannelPolicy();
    const registry = new ChannelPolicyRegistry(kinds, [policy]);

    expect([await registry.of(CHANNEL), await registry.of(CHANNEL)]).toEqual([policy, policy]);
    expect(kinds.asked).toEqual([CHANNEL]);
  });

  it('does not remember that a channel is unknown', async () => {
    const kinds = new FakeChannelKinds();
    const policy = new FakeChannelPolicy();
    const registry = new ChannelPolicyRegistry(kinds, [policy]);
    await expect(registry.of('2000')).rejects.toMatchObject({ kind: 'not_found' });

    kinds.kinds.set('2000', 'room');
    expect(await registry.of('2000')).toBe(policy);
  });

  it.each(['', 'lobby', '0', '01', '9223372036854775808', 'x'.repeat(10_000)])(
    'asks the database nothing about what is no id: %p',
    async (channelId) => {
      const kinds = new FakeChannelKinds();
      const registry = new ChannelPolicyRegistry(kinds, [new FakeChannelPolicy()]);

      await expect(registry.of(channelId)).rejects.toMatchObject({ kind: 'not_found' });
      expect(kinds.asked).toEqual([]);
    },
  );

  it('refuses a kind without a policy', async () => {
    await expect(new ChannelPolicyRegistry(new FakeChannelKinds(), []).of(CHANNEL)).rejects.toMatchObject({
      kind: 'not_found',
    });
  });
});
