import type { Id } from '../../shared/ids';
import type { OpenFile } from './image-store';

/** A file that came in and is not yet anybody's; it is forgotten unless it is kept. */
export interface ReceivedFile {
  /** Under which the storage knows it. */
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** Told by its bytes, never by its name. */
  readonly contentType: string;
  /** Pixels as shown; only pictures have them. */
  readonly width?: number;
  readonly height?: number;
}

/** Files of people, by the id of their attachment. */
export abstract class FileStorage {
  /** Bytes of one file at most. */
  abstract readonly fileBytesMax: number;
  /**
   * Takes a file in as it arrives, without holding it in memory.
   * @throws AppError `request_too_large` beyond {@link fileBytesMax}
   */
  abstract receive(source: AsyncIterable<Uint8Array>): Promise<ReceivedFile>;
  /** Makes a received file the one of this attachment. */
  abstract keep(received: Pick<ReceivedFile, 'key'>, attachmentId: Id): Promise<void>;
  /** Forgets a received file; it may have been kept or forgotten before. */
  abstract discard(received: Pick<ReceivedFile, 'key'>): Promise<void>;
  /** Undefined when there is none. */
  abstract open(attachmentId: Id): Promise<Omit<OpenFile, 'contentType'> | undefined>;
  /** There need not be one. */
  abstract remove(attachmentId: Id): Promise<void>;
  /** Forgets received files that nobody kept and that are older; returns how many. */
  abstract sweep(olderThanMs: number): Promise<number>;
}
