import type { MultipartFile, MultipartValue } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { ATTACHMENTS_MAX, type FileStorage, type ReceivedFile } from '../../../application/files';
import { guildError } from '../../../domain/guilds';
import { formRefusal } from '../../shared/form-refusal';
import { HTTP_BODY_BYTES_MAX } from '../../shared/http-errors';
import { parseJson } from '../../shared/json';

export interface UploadedFile extends ReceivedFile {
  /** n of a part named `files[n]`, else the part's place among the files: what `attachments[].id` refers to. */
  readonly index: number;
  /** As the client calls it. */
  readonly filename: string;
}

/** What a request carries, whether it came as `application/json` or as `multipart/form-data`. */
export interface Form<Payload> {
  /** The JSON body; of a form its part `payload_json`, else its other fields by name. */
  readonly payload: Payload;
  /** In the order of their index; empty for JSON. Gone after the answer unless `KeepAttachments` kept them. */
  readonly files: readonly UploadedFile[];
}

const PAYLOAD_FIELD = 'payload_json';
/** Fields that are text whatever they look like. */
const textFields: ReadonlySet<string> = new Set(['content', 'nonce', 'username', 'avatar_url', 'name']);
const indexedFile = /^files?\[(\d{1,3})\]$/;

interface Reading {
  readonly fields: Record<string, unknown>;
  readonly files: UploadedFile[];
  payload?: unknown;
}

/**
 * Reads the whole request; files go to the storage as they arrive.
 * @throws AppError `malformed`, `request_too_large`, `attachments_max`
 */
export async function readForm(request: FastifyRequest, storage: FileStorage): Promise<Form<unknown>> {
  if (!request.isMultipart()) return { payload: request.body, files: [] };
  const reading: Reading = { fields: {}, files: [] };
  try {
    for await (const part of request.parts()) {
      if (part.type === 'file') await readFile(part, reading, storage);
      else readField(part, reading);
    }
  } catch (error) {
    for (const file of reading.files) await storage.discard(file).catch(() => undefined);
    throw formRefusal(error);
  }
  const files = reading.files.sort((one, other) => one.index - other.index);
  return { payload: reading.payload ?? reading.fields, files };
}

async function readFile(part: MultipartFile, reading: Reading, storage: FileStorage): Promise<void> {
  if (part.fieldname === PAYLOAD_FIELD) {
    reading.payload = parseJson(await readText(part.file));
    return;
  }
  if (reading.files.length >= ATTACHMENTS_MAX) throw guildError('attachments_max');
  const received = await storage.receive(part.file);
  const named = indexedFile.exec(part.fieldname)?.[1];
  const index = named === undefined ? reading.files.length : Number(named);
  reading.files.push({ ...received, index, filename: part.filename });
}

/** A payload with a content type of its own arrives like a file. */
async function readText(source: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of source) {
    size += chunk.length;
    if (size > HTTP_BODY_BYTES_MAX) throw guildError('request_too_large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function readField(part: MultipartValue, reading: Reading): void {
  if (part.valueTruncated) throw guildError('request_too_large');
  const text = String(part.value);
  if (part.fieldname === PAYLOAD_FIELD) reading.payload = parseJson(text);
  else reading.fields[part.fieldname] = textFields.has(part.fieldname) ? text : fieldValue(text);
}

/** Clients that send a body as single fields write what is no text as JSON. */
function fieldValue(text: string): unknown {
  if (!/^(?:true|false|null|\{.*\}|\[.*\])$/s.test(text)) return text;
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}
