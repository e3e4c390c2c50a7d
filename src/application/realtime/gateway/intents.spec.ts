import { ApplicationFlag } from '../../../domain/identity';
import { ALL_INTENTS, allowsIntents, areIntents, Intent } from './intents';

describe('areIntents', () => {
  it.each([0, 1, ALL_INTENTS, Intent.directMessagePolls])('takes %i', (bits) => {
    expect(areIntents(bits)).toBe(true);
  });

  it.each([-1, 1.5, 1 << 17, 1 << 26, ALL_INTENTS + 1, Number.NaN, Infinity, '1', null, undefined])(
    'refuses %p',
    (bits) => {
      expect(areIntents(bits)).toBe(false);
    },
  );
});

describe('allowsIntents', () => {
  const table: readonly (readonly [keyof typeof Intent, keyof typeof ApplicationFlag])[] = [
    ['guildPresences', 'GatewayPresence'],
    ['guildPresences', 'GatewayPresenceLimited'],
    ['guildMembers', 'GatewayGuildMembers'],
    ['guildMembers', 'GatewayGuildMembersLimited'],
    ['messageContent', 'GatewayMessageContent'],
    ['messageContent', 'GatewayMessageContentLimited'],
  ];

  it.each(table)('lets %s to an application with %s alone', (intent, flag) => {
    const others = Object.values(ApplicationFlag).filter((one) => !isFor(one, intent));
    expect(allowsIntents(ApplicationFlag[flag], Intent[intent])).toBe(true);
    expect(
      allowsIntents(
        others.reduce((all, one) => all | one, 0),
        Intent[intent],
      ),
    ).toBe(false);
  });

  const isFor = (flag: number, intent: string): boolean =>
    table.some(([one, name]) => one === intent && ApplicationFlag[name] === flag);

  it('lets all others to every application', () => {
    const privileged = Intent.guildPresences | Intent.guildMembers | Intent.messageContent;
    expect(allowsIntents(0, ALL_INTENTS & ~privileged)).toBe(true);
    expect(allowsIntents(0, ALL_INTENTS)).toBe(false);
  });
});
