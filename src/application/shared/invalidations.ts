/** Tells caches that what they hold under a key may have changed; published after commit and polled between nodes. */
export abstract class Invalidations {
  /** `listener` gets each invalidated key; returns the function that ends the subscription. */
  abstract subscribe(listener: (key: string) => void): () => void;
}
