import { STATUS_CODES } from 'node:http';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import { Catch, HttpException, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Logger } from '../../application/shared/logger';
import type { ErrorKind } from '../../shared/errors';
import { AppError, isAppError } from '../../shared/errors';
import { AllowedMethods } from './allowed-methods';
import { HttpErrorPresenters, internalError } from './http-error-presenters';
import { dialectOfUpgrade } from './path-table';
import { drainBody } from './refused-body';

/** Bytes of an HTTP body at most; uploads have a limit of their own. */
export const HTTP_BODY_BYTES_MAX = 1_048_576;

const PAYLOAD_TOO_LARGE = 413;

const kinds: ReadonlyMap<number, ErrorKind> = new Map([
  [401, 'unauthenticated'],
  [403, 'forbidden'],
  [404, 'not_found'],
  [409, 'conflict'],
  [429, 'limited'],
  [503, 'unavailable'],
]);

/** Texts for refusals of the HTTP layer itself, whose own texts speak of its insides. */
const texts: ReadonlyMap<number, string> = new Map([
  [413, 'Request body is larger than 1 MiB'],
  [415, 'Content-Type must be application/json'],
  [431, 'Request headers are too large'],
]);

/** An error and, where the dialect's table has no say, its status and headers. */
interface Failure {
  readonly error: AppError;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers every error of an HTTP request in the form of the dialect that owns the path. */
@Catch()
@Injectable()
export class HttpErrors implements ExceptionFilter {
  constructor(
    private readonly presenters: HttpErrorPresenters,
    private readonly allowedMethods: AllowedMethods,
    private readonly logger: Logger,
  ) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(exception, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  /** Also used for errors that arise before Nest sees the request. */
  answer(exception: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const target = request.raw.url ?? '/';
    const failure = this.failureOf(exception, request, target);
    const answer = this.presenters.present(target, failure.error);
    if (reply.sent || reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    // A handler may have set the content type of the answer it did not get to.
    const isText = typeof answer.body === 'string';
    const contentType = isText ? 'text/plain; charset=utf-8' : 'application/json';
    // Bytes, because Fastify adds a charset to the type of a JSON text.
    const body = Buffer.from(isText ? String(answer.body) : JSON.stringify(answer.body));
    const headers = { 'content-type': contentType, ...answer.headers, ...failure.headers };
    const status = failure.status ?? answer.status;
    const send = (): void => void reply.status(status).headers(headers).send(body);
    if (status === PAYLOAD_TOO_LARGE) drainBody(request.raw, send);
    else send();
  }

  private failureOf(exception: unknown, request: FastifyRequest, target: string): Failure {
    if (isAppError(exception)) return { error: exception };
    const status = statusOf(exception);
    if (status === 404) return this.notFound(request.method, target);
    if (status !== undefined && status < 500) return { error: refusal(status, exception), status };
    return this.internal(exception, request);
  }

  /** No route: the path may have other methods, or be one that only sockets use. */
  private notFound(method: string, target: string): Failure {
    const methods = this.allowedMethods.of(target);
    if (methods.length > 0 && !methods.includes(method)) {
      const error = new AppError('invalid', 'method_not_allowed', 'Method Not Allowed');
      return { error, status: 405, headers: { allow: methods.join(', ') } };
    }
    if (method === 'GET' && target !== '/' && this.presenters.has(dialectOfUpgrade(target))) {
      const error = new AppError('invalid', 'upgrade_required', 'This path speaks WebSocket only');
      return { error, status: 426, headers: { connection: 'upgrade', upgrade: 'websocket' } };
    }
    return { error: new AppError('not_found', 'route_not_found', 'Not Found') };
  }

  /** A fault of ours: logged here and nowhere else, and told to nobody but by its request id. */
  private internal(exception: unknown, request: FastifyRequest): Failure {
    const requestId = String(request.id);
    this.logger.error('an HTTP request failed', {
      requestId,
      method: request.method,
      url: request.url,
      error: exception,
    });
    return { error: internalError(`Internal Server Error (request ${requestId})`), status: 500 };
  }
}

/** The status that Nest, Fastify or one of its plugins gave an error of its own. */
function statusOf(exception: unknown): number | undefined {
  if (exception instanceof HttpException) return exception.getStatus();
  if (typeof exception !== 'object' || exception === null || !('statusCode' in exception)) return undefined;
  const status = exception.statusCode;
  return typeof status === 'number' && status >= 400 ? status : undefined;
}

function refusal(status: number, exception: unknown): AppError {
  const kind = kinds.get(status) ?? 'invalid';
  const own = exception instanceof HttpException ? exception.message : undefined;
  const text = texts.get(status) ?? own ?? STATUS_CODES[status] ?? 'Bad Request';
  return new AppError(kind, codeOf(status), text);
}

const codeOf = (status: number): string => (STATUS_CODES[status] ?? 'invalid').toLowerCase().replace(/[^a-z]+/g, '_');
