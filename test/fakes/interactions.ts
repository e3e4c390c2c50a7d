import { InteractionTokens } from '../../src/application/messaging/interactions/interaction-tokens';

/** Tokens that a test can tell apart. */
export class CountingInteractionTokens extends InteractionTokens {
  private made = 0;

  create(): string {
    this.made += 1;
    return `interaction-${this.made}`;
  }

  isWellFormed(token: string): boolean {
    return /^interaction-\d+$/.test(token);
  }
}
