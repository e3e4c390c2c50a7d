import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { OpenAccess } from '../../../application/identity';
import { ChannelHub } from '../../../application/realtime';
import { type Admission, AdmitVisitor } from '../../../application/rooms/admit-visitor';
import { EnterRoom, type RoomEntry } from '../../../application/rooms/enter-room';
import { LiveRooms } from '../../../application/rooms/live-rooms';
import { VisitorAccounts } from '../../../application/rooms/visitor-accounts';
import type { AccountActor } from '../../../application/shared/actor';
import { Logger } from '../../../application/shared/logger';
import { invalid } from '../../../shared/errors';
import { type Id, isId } from '../../../shared/ids';
import {
  type AdmittedUpgrade,
  type UpgradeRequest,
  type UpgradeRoute,
  UpgradeRouter,
} from '../../shared/upgrade-router';
import type { WebSocketConnection } from '../../shared/websocket-connection';
import { presentMessage } from '../message.presenter';
import { presentRoom } from '../room.presenter';
import { RawCommands } from './raw-commands';
import { rawEncoder } from './raw-frames';
import { RawRoomSession } from './raw-room-session';

/** Leave to enter, for a socket that is yet to be opened. */
export interface Entrance {
  readonly admission: Admission;
  readonly lastMessageId: Id | undefined;
  /** Of an account; ends with its login. */
  readonly access?: OpenAccess;
}

/** Nobody comes after all. */
export function abandon({ admission, access }: Entrance): void {
  admission.reservation.release();
  access?.close();
}

/** `/ws/rooms/{room_id}?user_id=...`: refusals before the upgrade, one room per socket. */
@Injectable()
export class RawRoomsRoute implements UpgradeRoute, OnModuleInit {
  readonly dialect = 'rooms';
  readonly path = /^\/ws\/rooms\/(?<room_id>[^/]+)\/?$/;

  constructor(
    private readonly router: UpgradeRouter,
    private readonly hub: ChannelHub,
    private readonly admitVisitor: AdmitVisitor,
    private readonly accounts: VisitorAccounts,
    private readonly enterRoom: EnterRoom,
    private readonly live: LiveRooms,
    private readonly commands: RawCommands,
    private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.hub.register(rawEncoder, 'rooms');
    this.router.register(this);
  }

  async admit({ params, query }: UpgradeRequest): Promise<AdmittedUpgrade> {
    const entrance = await this.requireAdmission(params.room_id ?? '', query);
    return {
      connected: (connection) => void this.connected(connection, entrance),
      abandoned: () => abandon(entrance),
    };
  }

  /** The same checks for an upgrade and for a browser that asks why it was refused. */
  async requireAdmission(roomId: string, query: URLSearchParams): Promise<Entrance> {
    const lastMessageId = query.get('last_message_id') || undefined;
    if (lastMessageId !== undefined && lastMessageId !== '0' && !isId(lastMessageId)) {
      throw invalid('last_message_id', 'last_message_id must be a message id');
    }
    const token = query.get('token');
    if (token === null) return { admission: await this.admission(roomId, query), lastMessageId };
    const access = await this.accounts.open(token);
    try {
      return { admission: await this.admission(roomId, query, access.actor), lastMessageId, access };
    } catch (error) {
      access.close();
      throw error;
    }
  }

  private admission(roomId: string, query: URLSearchParams, account?: AccountActor): Promise<Admission> {
    const userKey = query.get('user_id') || account?.userId;
    if (userKey === undefined) throw invalid('user_id', 'user_id is missing');
    return this.admitVisitor.execute({
      roomId,
      userKey,
      nickname: query.get('nickname') || undefined,
      ticket: query.get('ticket') ?? undefined,
      account,
    });
  }

  private async connected(connection: WebSocketConnection, entrance: Entrance): Promise<void> {
    const { admission, lastMessageId, access } = entrance;
    const { room, visitor } = admission;
    const session = new RawRoomSession(room.id, visitor, connection, this.commands, this.logger);
    if (access) session.endWith(access);
    try {
      const entry = await this.enterRoom.execute({ admission, session, lastMessageId });
      session.tellFirst('WelcomeInfo', this.welcome(entry, session));
      session.begin(entry.stay);
      connection.attach(session);
    } catch (error) {
      session.refuse(error);
    }
  }

  private welcome({ room, isAdmin, isMuted, recent, missed, hasMore }: RoomEntry, { visitor }: RawRoomSession): object {
    return {
      user_id: visitor.userKey,
      is_muted: isMuted,
      is_admin: isAdmin,
      room: presentRoom(this.live.view(room)),
      recent_messages: recent.map(presentMessage),
      missed_messages: missed.map(presentMessage),
      has_more: hasMore,
    };
  }
}
