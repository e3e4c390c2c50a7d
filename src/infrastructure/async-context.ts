import { AsyncLocalStorage } from 'node:async_hooks';

/** One for the whole process: in Node 20 every storage that was once used costs each promise something, for good. */
const storage = new AsyncLocalStorage<ReadonlyMap<object, unknown>>();

/** What follows a piece of work through everything it awaits, like an AsyncLocalStorage of its own. */
export class AsyncContext<Value> {
  /** Undefined outside of `run`. */
  get current(): Value | undefined {
    return storage.getStore()?.get(this) as Value | undefined;
  }

  run<Result>(value: Value, work: () => Result): Result {
    return storage.run(new Map(storage.getStore()).set(this, value), work);
  }
}
