import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { isBelowBase } from './routes';

const CREATED = 201;

interface Envelope {
  readonly code: 20_000 | 20_001;
  readonly message: string;
  readonly data: unknown;
}

/** Below the base the calls about one's own account answer `{code, message, data}`; at the root they answer bare. */
@Injectable()
export class AnswerInEnvelope implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    if (!isBelowBase(http.getRequest<FastifyRequest>().url)) return next.handle();
    const isNew = http.getResponse<FastifyReply>().statusCode === CREATED;
    return next.handle().pipe(
      map((data: unknown): Envelope => ({
        code: isNew ? 20_001 : 20_000,
        message: isNew ? 'created' : 'success',
        data: data ?? null,
      })),
    );
  }
}
