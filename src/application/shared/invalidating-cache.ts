import type { Invalidations } from './invalidations';

interface Entry<Value> {
  /** Absent while the first load is under way. */
  loaded?: { readonly value: Value };
  loading?: Promise<Value>;
}

/**
 * Values loaded on demand and kept until their key is invalidated, at most `entriesMax`, least recently used dropped.
 * A load that began before an invalidation of its key is not kept, and callers that came after the invalidation never
 * see its result.
 */
export class InvalidatingCache<Value> {
  private readonly entries = new Map<string, Entry<Value>>();

  constructor(
    private readonly load: (key: string) => Promise<Value>,
    private readonly entriesMax: number,
    invalidations: Invalidations,
  ) {
    invalidations.subscribe((key) => this.entries.delete(key));
  }

  async get(key: string): Promise<Value> {
    const entry = this.entries.get(key);
    if (!entry) return this.begin(key);
    if (!entry.loaded) return entry.loading ?? this.begin(key);
    this.entries.delete(key);
    this.entries.set(key, entry);
    return entry.loaded.value;
  }

  /** Reads anew at the next `get`. */
  forget(key: string): void {
    this.entries.delete(key);
  }

  private begin(key: string): Promise<Value> {
    const entry: Entry<Value> = {};
    const loading = this.load(key).then(
      (value) => {
        if (this.entries.get(key) === entry) entry.loaded = { value };
        return value;
      },
      (error: unknown) => {
        if (this.entries.get(key) === entry) this.entries.delete(key);
        throw error;
      },
    );
    entry.loading = loading;
    this.entries.set(key, entry);
    this.trim();
    return loading;
  }

  private trim(): void {
    for (const key of this.entries.keys()) {
      if (this.entries.size <= this.entriesMax) return;
      this.entries.delete(key);
    }
  }
}
