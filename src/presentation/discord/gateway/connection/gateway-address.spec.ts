import { settingsWith } from '../../../../../test/fakes/realtime-http';
import { GatewayAddress } from './gateway-address';

describe('GatewayAddress', () => {
  it.each([
    ['chat.example.org', false, 'ws://chat.example.org/gateway'],
    ['127.0.0.1:3000', true, 'wss://127.0.0.1:3000/gateway'],
    ['[::1]:3000', false, 'ws://[::1]:3000/gateway'],
    ['a b', false, 'ws://localhost/gateway'],
    ['x/y?z', false, 'ws://localhost/gateway'],
    [undefined, false, 'ws://localhost/gateway'],
  ])('is where the client came by: %s', (host, isSecure, expected) => {
    expect(new GatewayAddress(settingsWith()).of(host, isSecure)).toBe(expected);
  });

  it.each([
    ['https://chat.example.org', 'wss://chat.example.org/gateway'],
    ['http://localhost:8080/chat', 'ws://localhost:8080/chat/gateway'],
  ])('is at PUBLIC_URL %s', (publicUrl, expected) => {
    expect(new GatewayAddress(settingsWith({ publicUrl })).of('elsewhere', false)).toBe(expected);
  });

  it('believes in TLS only what a trusted proxy says', () => {
    const trusting = new GatewayAddress(settingsWith({ trustProxy: 1 }));
    expect(['https', 'https, http', 'wss', 'http', undefined].map((one) => trusting.isSecure(one))).toEqual([
      ...[true, true, true, false, false],
    ]);
    expect(new GatewayAddress(settingsWith()).isSecure('https')).toBe(false);
  });
});
