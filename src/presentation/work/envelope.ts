import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { Clock } from '../../application/shared/clock';

const messages: ReadonlyMap<number, string> = new Map([[201, 'Created']]);

export interface WorkEnvelope {
  readonly success: true;
  /** The HTTP status. */
  readonly code: number;
  readonly message: string;
  readonly data?: unknown;
  readonly meta: { readonly request_id: string };
  readonly timestamp: string;
}

/** Every answer of the work dialect stands in its envelope; one without data has no field `data`. */
@Injectable()
export class AnswerInWorkEnvelope implements NestInterceptor {
  constructor(private readonly clock: Clock) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<WorkEnvelope> {
    const http = context.switchToHttp();
    const { statusCode: code } = http.getResponse<FastifyReply>();
    const requestId = String(http.getRequest<FastifyRequest>().id);
    return next.handle().pipe(
      map((data: unknown) => ({
        ...{ success: true as const, code, message: messages.get(code) ?? 'OK' },
        ...(data !== undefined && { data }),
        meta: { request_id: requestId },
        timestamp: new Date(this.clock.nowMs()).toISOString(),
      })),
    );
  }
}
