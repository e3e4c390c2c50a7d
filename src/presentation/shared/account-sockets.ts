import { Injectable } from '@nestjs/common';
import type { IncomingMessage } from 'node:http';
import { AccessWatch, type OpenAccess } from '../../application/identity';
import { ConversationFeed, Presences } from '../../application/realtime';
import { Logger } from '../../application/shared/logger';
import { isAppError } from '../../shared/errors';
import { AccountSocket, accountSocketCloseCodes, type AccountSocketDialect } from './account-socket';
import { type AdmittedUpgrade, type UpgradeRequest, UpgradeRouter } from './upgrade-router';
import type { WebSocketConnection } from './websocket-connection';

/** Whoever may come in, or the reason for the close frame. */
type Admission = { readonly access: OpenAccess } | { readonly refusal: string };

/** Written in front of a token as in an HTTP header, which is allowed everywhere. */
const scheme = /^(?:Bot|Bearer)\s+/i;

/**
 * The sockets on which people speak a dialect. Whoever shows no good token is let in and at once closed with 4001,
 * because a browser cannot read the refusal of an upgrade.
 */
@Injectable()
export class AccountSockets {
  constructor(
    private readonly router: UpgradeRouter,
    private readonly access: AccessWatch,
    private readonly feed: ConversationFeed,
    private readonly presences: Presences,
    private readonly logger: Logger,
  ) {}

  /** Call it when the dialect's module starts. */
  serve(path: RegExp, dialect: AccountSocketDialect): void {
    this.router.register({
      dialect: dialect.dialect,
      path,
      admit: async (request) => this.admitted(await this.admission(request, dialect), dialect),
    });
  }

  private async admission({ query, headers }: UpgradeRequest, dialect: AccountSocketDialect): Promise<Admission> {
    const token = tokenOf(query, headers);
    if (token === undefined) return { refusal: dialect.refusals.missingToken };
    try {
      const access = await this.access.open(token);
      if (access.actor.applicationId === undefined) return { access };
      // These dialects know people only.
      access.close();
      return { refusal: dialect.refusals.badToken };
    } catch (error) {
      if (isAppError(error) && error.kind === 'unauthenticated') return { refusal: dialect.refusals.badToken };
      throw error;
    }
  }

  private admitted(admission: Admission, dialect: AccountSocketDialect): AdmittedUpgrade {
    if ('refusal' in admission) {
      const close = (connection: WebSocketConnection): void =>
        connection.close(accountSocketCloseCodes.unauthenticated, admission.refusal);
      return { connected: close, abandoned: () => undefined };
    }
    const { access } = admission;
    return {
      connected: (connection) => void this.connected(connection, access, dialect),
      abandoned: () => access.close(),
    };
  }

  private async connected(
    connection: WebSocketConnection,
    access: OpenAccess,
    dialect: AccountSocketDialect,
  ): Promise<void> {
    const socket = new AccountSocket(connection, access, dialect, this.logger);
    access.onEnd(() => socket.end('revoked'));
    // What happens while the greeting is being read is told after it.
    socket.leaveWith(this.feed.add(socket));
    try {
      socket.begin(await dialect.open(socket), this.presences);
    } catch (error) {
      socket.fail(error);
    }
    connection.attach(socket);
  }
}

function tokenOf(query: URLSearchParams, headers: IncomingMessage['headers']): string | undefined {
  const token = (query.get('token') || headers.authorization)?.replace(scheme, '').trim();
  return token || undefined;
}
