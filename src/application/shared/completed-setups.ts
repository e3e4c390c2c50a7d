/** What is done once in the life of an installation. */
export abstract class CompletedSetups {
  /**
   * True for the first that ever completes this setup; whoever tries at the same time waits for its transaction. In the
   * running transaction: a setup that fails is not completed.
   */
  abstract complete(name: string, nowMs: number): Promise<boolean>;
}
