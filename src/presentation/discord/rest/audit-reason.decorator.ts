import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { invalid } from '../../../shared/errors';
import { codePointLength, isStorableText } from '../../../shared/text';
import { AUDIT_REASON_MAX } from '../../../application/guilds';

const HEADER = 'x-audit-log-reason';

/**
 * Parameter: why a moderator does it; percent-encoded UTF-8 in the header, undefined without one.
 * https://docs.discord.com/developers/resources/audit-log#audit-log-entry-object
 */
export const AuditReason = createParamDecorator((_data: unknown, context: ExecutionContext): string | undefined =>
  readAuditReason(context.switchToHttp().getRequest<FastifyRequest>().headers[HEADER]),
);

/** @throws AppError `invalid` */
export function readAuditReason(header: string | readonly string[] | undefined): string | undefined {
  const text = typeof header === 'string' ? header.trim() : header?.[0]?.trim();
  if (!text) return undefined;
  const reason = decode(text);
  if (codePointLength(reason) > AUDIT_REASON_MAX || !isStorableText(reason)) {
    throw invalid('reason', `${HEADER} must have at most ${AUDIT_REASON_MAX} characters`);
  }
  return reason;
}

/** What is no valid encoding was not encoded. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
