import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { OpenFile } from '../../application/files';

/** What a browser shows without running anything of it; everything else is downloaded. */
const shownTypes: ReadonlySet<string> = new Set([
  ...['png', 'apng', 'jpeg', 'gif', 'webp', 'avif', 'bmp'].map((type) => `image/${type}`),
  ...['mpeg', 'ogg', 'wav', 'webm', 'mp4', 'aac', 'flac', 'x-flac', 'x-m4a'].map((type) => `audio/${type}`),
  ...['mp4', 'webm', 'ogg', 'quicktime', 'x-m4v'].map((type) => `video/${type}`),
]);
/** A file of somebody's is no page of ours: it loads nothing and runs nothing, whatever a browser makes of it. */
const CONTENT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

interface FileAnswer {
  readonly file: OpenFile;
  /** Undefined for a picture of ours. */
  readonly filename?: string;
  readonly cacheControl: string;
}

/** Sends a stored file as what its bytes are, and nothing else. */
export function sendFile(reply: FastifyReply, { file, filename, cacheControl }: FileAnswer): void {
  const content = file.content instanceof Readable ? file.content : Readable.from(file.content);
  void reply
    .headers({
      'content-type': file.contentType,
      'content-length': file.size,
      'content-disposition': contentDisposition(file.contentType, filename),
      'content-security-policy': CONTENT_POLICY,
      'x-content-type-options': 'nosniff',
      'cache-control': cacheControl,
    })
    .send(content);
}

/** https://www.rfc-editor.org/rfc/rfc6266: plain ASCII for old clients, the whole name for all others. */
export function contentDisposition(contentType: string, filename?: string): string {
  const type = contentType.split(';', 1)[0]?.trim() ?? '';
  const disposition = shownTypes.has(type) ? 'inline' : 'attachment';
  if (filename === undefined) return disposition;
  const ascii = filename.replace(/[^\x20-\x7e]/g, '_').replace(/["\\%]/g, '_');
  return `${disposition}; filename="${ascii}"; filename*=UTF-8''${percentEncode(filename)}`;
}

/** As RFC 8187 wants it: stricter than encodeURIComponent. */
const percentEncode = (text: string): string =>
  encodeURIComponent(text).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
