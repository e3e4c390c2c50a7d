import { isatty } from 'node:tty';
import type { DestinationStream, Logger as Pino } from 'pino';
import { destination, pino, stdTimeFunctions } from 'pino';
import { Logger } from '../../application/shared/logger';
import { readableLine } from './readable-lines';
import { redactFields, redactText } from './redaction';
import { requestContext } from './request-context';

const STANDARD_OUTPUT = 1;

type Fields = Readonly<Record<string, unknown>>;

export interface LogOptions {
  /** A level of pino, or `silent`. */
  readonly level: string;
  /** File to append to; absent: standard output. */
  readonly file?: string;
}

/** Takes whole lines; a file can be flushed and opened anew as well. */
export interface LogTarget extends DestinationStream {
  flushSync?(): void;
  reopen?(): void;
}

/** The process's log: JSON lines, or lines for a person when standard output is a terminal. */
export class PinoLog extends Logger {
  constructor(
    private readonly pino: Pino,
    private readonly target: LogTarget,
  ) {
    super();
  }

  debug(message: string, fields?: Fields): void {
    if (this.pino.isLevelEnabled('debug')) this.pino.debug(prepare(fields), redactText(message));
  }

  info(message: string, fields?: Fields): void {
    if (this.pino.isLevelEnabled('info')) this.pino.info(prepare(fields), redactText(message));
  }

  warn(message: string, fields?: Fields): void {
    this.pino.warn(prepare(fields), redactText(message));
  }

  error(message: string, fields?: Fields): void {
    this.pino.error(prepare(fields), redactText(message));
  }

  /** The process is about to end because of this. */
  fatal(message: string, fields?: Fields): void {
    this.pino.fatal(prepare(fields), redactText(message));
  }

  /** Writes what is still buffered; call before the process ends. */
  flush(): void {
    try {
      this.target.flushSync?.();
    } catch {
      // Nothing to flush: the file was never opened, or the reader of the pipe has gone.
    }
  }

  /** Opens the log file anew after it was moved away. */
  reopen(): void {
    this.target.reopen?.();
  }
}

/** Every entry carries the id of the request it belongs to. */
function prepare(fields: Fields | undefined): Record<string, unknown> {
  const context = requestContext.current;
  return { ...context, ...(fields && redactFields(fields)) };
}

/** @throws when the log file cannot be opened. */
export function openLog(options: LogOptions): PinoLog {
  if (options.file === undefined && isatty(STANDARD_OUTPUT)) return logTo(options, terminal(process.stdout));
  // Synchronous writes: a line is in the file when the process is killed the moment after.
  return logTo(options, destination({ dest: options.file ?? STANDARD_OUTPUT, sync: true, mkdir: true }));
}

/** A log into any destination that takes lines. */
export function logTo(options: LogOptions, target: LogTarget): PinoLog {
  return new PinoLog(pino({ level: options.level, base: null, timestamp: stdTimeFunctions.isoTime }, target), target);
}

const terminal = (output: NodeJS.WriteStream): LogTarget => ({
  write: (line) => output.write(readableLine(line, output.hasColors())),
});
