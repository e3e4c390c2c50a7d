import { fileTypeFromBuffer } from 'file-type/core';
import { imageSize } from 'image-size';

/** What a file is told by: its first bytes. Bounds the work that a hostile file can cause. */
export const INSPECTED_BYTES_MAX = 524_288;
export const PLAIN_TEXT = 'text/plain; charset=utf-8';
export const UNKNOWN_TYPE = 'application/octet-stream';

/** An EXIF orientation from this one on lies on its side. */
const SIDEWAYS_FROM = 5;
const controlCharacters = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f\u007f]/;

export interface InspectedFile {
  readonly contentType: string;
  /** Pixels as shown. */
  readonly width?: number;
  readonly height?: number;
}

/** @param head the first {@link INSPECTED_BYTES_MAX} bytes of the file, or all of them */
export async function inspectFile(head: Uint8Array): Promise<InspectedFile> {
  const contentType = await typeOf(head);
  return { contentType, ...(contentType.startsWith('image/') && dimensionsOf(head)) };
}

async function typeOf(head: Uint8Array): Promise<string> {
  try {
    const type = await fileTypeFromBuffer(head);
    if (type) return type.mime;
  } catch {
    return UNKNOWN_TYPE;
  }
  return isText(head) ? PLAIN_TEXT : UNKNOWN_TYPE;
}

/** A broken picture has no dimensions; it is a file like any other. */
export function dimensionsOf(head: Uint8Array): { width?: number; height?: number } {
  try {
    const { width, height, orientation } = imageSize(head);
    if (!Number.isSafeInteger(width) || !Number.isSafeInteger(height) || width < 1 || height < 1) return {};
    return (orientation ?? 1) >= SIDEWAYS_FROM ? { width: height, height: width } : { width, height };
  } catch {
    return {};
  }
}

/** UTF-8 without control characters; the sample may end inside a character. */
function isText(head: Uint8Array): boolean {
  try {
    return !controlCharacters.test(new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true }));
  } catch {
    return false;
  }
}
