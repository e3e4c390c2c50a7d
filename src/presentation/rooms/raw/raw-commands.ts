import { Injectable } from '@nestjs/common';
import { AppError } from '../../../shared/errors';
import type { HandedOver } from '../../shared/serial-inbox';
import { RoomCommands, type SentMessage } from '../room-commands';
import type { RawInput, RawSender } from './raw-input';

type RawCommand = (session: RawSender, payload: unknown) => Promise<HandedOver | undefined | void>;

/** How much of an unknown type an error repeats. */
const TYPE_SHOWN_MAX = 64;

/** The client frames of the raw dialect by their `type`. */
@Injectable()
export class RawCommands {
  private readonly byType: ReadonlyMap<string, RawCommand>;

  constructor(private readonly commands: RoomCommands) {
    this.byType = new Map<string, RawCommand>([
      ['SendMessage', (session, payload) => this.send(session, payload)],
      ['KickUser', (session, payload) => commands.kick(session, payload)],
      ['MuteUser', (session, payload) => commands.mute(session, payload)],
      ['UnmuteUser', (session, payload) => commands.unmute(session, payload)],
      ['BanUser', (session, payload) => commands.ban(session, payload)],
      ['UnbanUser', (session, payload) => commands.unban(session, payload)],
      ['DeleteMessage', (session, payload) => commands.delete(session, payload)],
      ['Typing', (session, payload) => commands.typing(session, payload)],
      ['GetHistory', (session, payload) => this.history(session, payload)],
      ['CustomEvent', (session, payload) => commands.customEvent(session, payload)],
      ['Ping', (session, payload) => this.ping(session, payload)],
    ]);
  }

  /** @throws AppError of the command, or `unknown_type` */
  async run(session: RawSender, { type, payload }: RawInput): Promise<HandedOver | undefined> {
    const command = this.byType.get(type);
    if (!command) {
      const shown = type.slice(0, TYPE_SHOWN_MAX).toWellFormed();
      throw new AppError('invalid', 'unknown_type', `unknown type ${shown}`, { field: 'type' });
    }
    return (await command(session, payload)) ?? undefined;
  }

  /** Everybody gets the message, its sender too; a repeated one was told before and is told to its sender alone. */
  private async send(session: RawSender, payload: unknown): Promise<HandedOver> {
    const { committed } = await this.commands.send(session, payload);
    const answer = ({ message, isRepeat }: SentMessage): void => {
      if (isRepeat) session.tell('Message', message);
    };
    return { settled: committed.then(answer, (error: unknown) => session.tellError(error)) };
  }

  private async history(session: RawSender, payload: unknown): Promise<void> {
    session.tell('History', await this.commands.history(session, payload ?? {}));
  }

  private async ping(session: RawSender, payload: unknown): Promise<void> {
    const hasTimestamp = typeof payload === 'object' && payload !== null && 'timestamp' in payload;
    const timestamp = hasTimestamp ? payload.timestamp : undefined;
    const isEchoable = typeof timestamp === 'number' || typeof timestamp === 'string';
    session.tell('Pong', { timestamp: isEchoable ? timestamp : null });
  }
}
