import type { InteractionTokens } from '../../src/application/messaging/interactions/interaction-tokens';
import { RandomInteractionTokens } from '../../src/infrastructure/security/random-interaction-tokens';
import { CountingInteractionTokens } from '../fakes/interactions';

describe.each<[string, () => InteractionTokens]>([
  ['fake', () => new CountingInteractionTokens()],
  ['random', () => new RandomInteractionTokens()],
])('InteractionTokens (%s)', (_name, make) => {
  it('makes another token every time, and knows its own form', () => {
    const tokens = make();
    const made = Array.from({ length: 50 }, () => tokens.create());

    expect(new Set(made).size).toBe(50);
    expect(made.every((token) => tokens.isWellFormed(token))).toBe(true);
    expect(['', 'x', 'a'.repeat(68), `${made[0]}.`].some((token) => tokens.isWellFormed(token))).toBe(false);
  });
});

it('a random token has a form that libraries accept and no webhook has', () => {
  expect(new RandomInteractionTokens().create()).toMatch(/^[\w-]{102}$/);
});
