import { majorParameterOf, routeLimitOf } from './route-limits';

describe('limits of routes', () => {
  it('are the same under every prefix and whatever the parameters are called', () => {
    const one = routeLimitOf('POST', '/api/v10/channels/:channel_id/messages');
    const other = routeLimitOf('POST', '/api/channels/:id/messages');

    expect(one.rule).toEqual({ bucket: one.rule.bucket, limit: 5, windowSeconds: 5 });
    expect(other).toEqual(one);
  });

  it('differ between methods, and have a default', () => {
    const send = routeLimitOf('POST', '/api/v10/channels/:channel_id/messages');
    const list = routeLimitOf('GET', '/api/v10/channels/:channel_id/messages');

    expect(list.bucketHash).not.toBe(send.bucketHash);
    expect(list.rule).toMatchObject({ limit: 30, windowSeconds: 5 });
  });

  it('count all reactions in one bucket', () => {
    const add = routeLimitOf('PUT', '/api/v9/channels/:c/messages/:m/reactions/:emoji/@me');
    const remove = routeLimitOf('DELETE', '/api/v9/channels/:c/messages/:m/reactions/:emoji/:user');

    expect(add).toEqual(remove);
  });

  it('do not count answers to interactions for the account', () => {
    expect(routeLimitOf('POST', '/api/v10/interactions/:id/:token/callback').isGloballyCounted).toBe(false);
    expect(routeLimitOf('GET', '/api/v10/gateway/bot').isGloballyCounted).toBe(true);
  });
});

describe('the parameter that counts on its own', () => {
  it.each([
    ['/api/v10/channels/:channel_id/messages', '/api/v10/channels/12/messages?limit=1', '12'],
    ['/api/guilds/:guild_id/members/:user_id', '/api/guilds/7/members/8', '7'],
    ['/api/v10/webhooks/:webhook_id/:token', '/api/v10/webhooks/5/secret', '5/secret'],
    ['/api/v10/users/:user_id', '/api/v10/users/9', ''],
    ['/api/v10/gateway/bot', '/api/v10/gateway/bot', ''],
  ])('of %s', (pattern, target, major) => {
    expect(majorParameterOf(pattern, target)).toBe(major);
  });
});
