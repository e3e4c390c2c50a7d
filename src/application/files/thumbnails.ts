import type { Id } from '../../shared/ids';
import type { OpenFile } from './image-store';

/** Pixels of a thumbnail's longer side at most. */
export const THUMBNAIL_SIDE_MAX = 320;
/** Pictures with more pixels get no thumbnail. */
export const THUMBNAIL_SOURCE_PIXELS_MAX = 50_000_000;

export interface PictureSize {
  /** Pixels as shown. */
  readonly width: number;
  readonly height: number;
}

/** Small forms of stored pictures, kept beside them. */
export abstract class Thumbnails {
  /**
   * Makes the thumbnail of a stored file and tells how large the picture is. Undefined for what is no picture, a broken
   * one, one of more than {@link THUMBNAIL_SOURCE_PIXELS_MAX}, or when too many are being made.
   */
  abstract make(fileId: Id): Promise<PictureSize | undefined>;
  /** Undefined when there is none. */
  abstract open(fileId: Id): Promise<OpenFile | undefined>;
  /** There need not be one. */
  abstract remove(fileId: Id): Promise<void>;
}
