import { requestFrom, settingsWith } from '../../../test/fakes/realtime-http';
import type { TrustProxy } from '../../application/shared/settings';
import { ClientAddress } from './client-address';

const forwarded = { 'x-forwarded-for': '203.0.113.9, 198.51.100.7, 10.0.0.2' };

describe('ClientAddress', () => {
  it.each<[string, TrustProxy, string, string]>([
    ['nobody is trusted', false, '127.0.0.1', '127.0.0.1'],
    ['one hop is trusted', 1, '10.0.0.1', '10.0.0.2'],
    ['two hops are trusted', 2, '10.0.0.1', '198.51.100.7'],
    ['more hops are trusted than there are', 9, '10.0.0.1', '203.0.113.9'],
    ['the proxies are named', ['10.0.0.0/8'], '10.0.0.1', '198.51.100.7'],
    ['the sender is none of the named proxies', ['10.0.0.0/8'], '192.0.2.1', '192.0.2.1'],
    ['this machine is trusted', ['loopback'], '127.0.0.1', '10.0.0.2'],
    ['nothing is a proxy', [], '10.0.0.1', '10.0.0.1'],
  ])('when %s', (_name, trustProxy, sender, expected) => {
    const addresses = new ClientAddress(settingsWith({ trustProxy }));

    expect(addresses.of(requestFrom(sender, forwarded))).toBe(expected);
  });

  it('is the sender without the header, and empty for a socket that was reset', () => {
    const addresses = new ClientAddress(settingsWith({ trustProxy: 1 }));

    expect(addresses.of(requestFrom('192.0.2.1'))).toBe('192.0.2.1');
    expect(addresses.of(requestFrom(undefined, forwarded))).toBe('');
  });
});
