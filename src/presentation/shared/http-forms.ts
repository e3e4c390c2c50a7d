import multipart from '@fastify/multipart';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { HTTP_BODY_BYTES_MAX } from './http-errors';

/** Parts of one form at most, files among them. */
export const FORM_PARTS_MAX = 100;
export const FORM_FILES_MAX = 20;

/** Set in the configuration of a route that takes forms. */
export const FORMS_ACCEPTED = 'acceptsForms';

/**
 * `multipart/form-data` on the routes that say so; 415 on all others. Whatever has a content type of its own arrives
 * like a file, so that nothing but our own parser reads JSON.
 */
export async function useForms(
  app: NestFastifyApplication,
  server: FastifyInstance,
  fileBytesMax: number,
): Promise<void> {
  server.addHook('preParsing', (request, _reply, payload, done) => {
    const isForm = request.headers['content-type']?.toLowerCase().startsWith('multipart/') ?? false;
    if (isForm && !request.is404 && !acceptsForms(request.routeOptions.config)) {
      done(Object.assign(new Error('this route takes no forms'), { statusCode: 415 }));
    } else {
      done(null, payload);
    }
  });
  await app.register(multipart, {
    throwFileSizeLimit: false,
    isPartAFile: (_field, contentType, filename) =>
      filename !== undefined || contentType === 'application/octet-stream' || isJson(contentType),
    limits: {
      // One byte more than is allowed shows that it is too much.
      fileSize: fileBytesMax + 1,
      files: FORM_FILES_MAX,
      parts: FORM_PARTS_MAX,
      fieldSize: HTTP_BODY_BYTES_MAX,
    },
  });
}

const isJson = (contentType: string | undefined): boolean => contentType?.startsWith('application/json') ?? false;

const acceptsForms = (config: object): boolean => Reflect.get(config, FORMS_ACCEPTED) === true;
