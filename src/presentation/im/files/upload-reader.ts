import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { FileStorage, type ReceivedFile } from '../../../application/files';
import { invalid } from '../../../shared/errors';
import { formRefusal } from '../../shared/form-refusal';

export interface Upload {
  readonly file: ReceivedFile;
  /** As the client calls it. */
  readonly filename: string;
}

/** Takes the one file of a form to disk as it arrives. */
@Injectable()
export class UploadReader {
  constructor(private readonly storage: FileStorage) {}

  /** What nobody keeps meanwhile is forgotten. @throws AppError `invalid`, `request_too_large`, and what `use` throws */
  async withUpload<Result>(request: FastifyRequest, use: (upload: Upload) => Promise<Result>): Promise<Result> {
    const uploads: Upload[] = [];
    try {
      await this.readAll(request, uploads);
      const [upload, second] = uploads;
      if (!upload || second) throw invalid('file', 'must be one file');
      return await use(upload);
    } finally {
      for (const { file } of uploads) await this.storage.discard(file).catch(() => undefined);
    }
  }

  private async readAll(request: FastifyRequest, uploads: Upload[]): Promise<void> {
    if (!request.isMultipart()) throw invalid('file', 'must be sent as multipart/form-data');
    try {
      for await (const part of request.parts()) {
        if (part.type === 'file') {
          uploads.push({ file: await this.storage.receive(part.file), filename: part.filename });
        }
      }
    } catch (error) {
      throw formRefusal(error);
    }
  }
}
