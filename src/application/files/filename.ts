/** Code points of a file's name at most. */
export const FILENAME_LENGTH_MAX = 255;

const forbidden = /[\u0000-\u001f\u007f-\u009f"*/:<>?\\|\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * A name that is safe in a link, a header and every file system: no path, no control or direction characters, no
 * spaces, not hidden. A file's content is never told by it.
 */
export function cleanFilename(name: string): string {
  const own = name.split(/[/\\]/).at(-1) ?? '';
  const cleaned = own.toWellFormed().normalize('NFC').replace(forbidden, '_').replace(/\s+/gu, '_').replace(/^\.+/, '');
  const points = [...cleaned];
  if (points.length <= FILENAME_LENGTH_MAX) return cleaned === '' ? 'file' : cleaned;
  const ending = /\.[A-Za-z0-9]{1,10}$/.exec(cleaned)?.[0] ?? '';
  return points.slice(0, FILENAME_LENGTH_MAX - ending.length).join('') + ending;
}
