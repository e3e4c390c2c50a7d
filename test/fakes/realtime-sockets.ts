import { Socket } from 'node:net';

type Done = (error?: Error | null) => void;

/** A socket whose other side reads only when a test says so. */
export class SlowSocket extends Socket {
  private readonly chunks: Buffer[] = [];
  private waiting: Done | undefined;
  private isReading = false;

  /** What arrived on the other side. */
  get received(): Buffer {
    return Buffer.concat(this.chunks);
  }

  /** Writes that reached the other side. */
  get writes(): number {
    return this.chunks.length;
  }

  /** From now on the other side reads. */
  startReading(): void {
    this.isReading = true;
    this.goOn();
  }

  /** The other side reads what is on its way, then stops again. */
  readOnce(): void {
    this.goOn();
  }

  stopReading(): void {
    this.isReading = false;
  }

  override _write(chunk: Buffer | string, _encoding: BufferEncoding, done: Done): void {
    this.accept([chunk], done);
  }

  override _writev(chunks: { readonly chunk: Buffer | string }[], done: Done): void {
    this.accept(
      chunks.map(({ chunk }) => chunk),
      done,
    );
  }

  private accept(chunks: readonly (Buffer | string)[], done: Done): void {
    this.chunks.push(...chunks.map((chunk) => Buffer.from(chunk)));
    if (this.isReading) done();
    else this.waiting = done;
  }

  private goOn(): void {
    const { waiting } = this;
    this.waiting = undefined;
    waiting?.();
  }
}
