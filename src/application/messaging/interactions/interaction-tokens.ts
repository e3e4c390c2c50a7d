/** Tokens by which a bot answers an interaction; nobody can guess one. */
export abstract class InteractionTokens {
  abstract create(): string;
  /** Whether a token has the form of those that {@link create} makes. */
  abstract isWellFormed(token: string): boolean;
}
