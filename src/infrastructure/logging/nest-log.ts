import type { LoggerService } from '@nestjs/common';
import type { PinoLog } from './pino-log';

/** What Nest tells about wiring modules and routes is of use to developers only. */
const wiringContexts = new Set([
  'InstanceLoader',
  'NestApplication',
  'NestFactory',
  'RouterExplorer',
  'RoutesResolver',
  'WebSocketsController',
]);

/** Failures of the start, which the process tells in plain words itself. */
const startContexts = new Set(['ExceptionHandler', 'NestApplication']);

/** Lets Nest and its packages write into the process's log. */
export class NestLog implements LoggerService {
  constructor(private readonly target: PinoLog) {}

  log(message: unknown, ...rest: unknown[]): void {
    const context = contextOf(rest);
    if (context !== undefined && wiringContexts.has(context)) this.target.debug(textOf(message), { context });
    else this.target.info(textOf(message), { context });
  }

  error(message: unknown, ...rest: unknown[]): void {
    const context = contextOf(rest);
    const cause = message instanceof Error ? { error: message } : { stack: rest.length > 1 ? rest[0] : undefined };
    const level = context !== undefined && startContexts.has(context) ? 'debug' : 'error';
    this.target[level](textOf(message), { context, ...cause });
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.target.warn(textOf(message), { context: contextOf(rest) });
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.target.debug(textOf(message), { context: contextOf(rest) });
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.target.debug(textOf(message), { context: contextOf(rest) });
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.target.fatal(textOf(message), { context: contextOf(rest) });
  }
}

/** Nest appends the name of the class that logs. */
function contextOf(rest: readonly unknown[]): string | undefined {
  const last = rest.at(-1);
  return typeof last === 'string' ? last : undefined;
}

const textOf = (message: unknown): string => {
  if (typeof message === 'string') return message;
  if (message instanceof Error) return message.message;
  return JSON.stringify(message) ?? String(message);
};
