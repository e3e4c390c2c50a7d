import { Injectable } from '@nestjs/common';
import type { Id } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { Clock } from '../../shared/clock';
import { Timers } from '../../shared/timers';
import type { ActivityInput, PresenceInput } from '../gateway';
import { PresenceReader, type PresenceStatus } from '../presence-reader';

/** Somebody whose last socket went away still counts as present for so long: most come back at once. */
export const PRESENCE_GRACE_MS = 15_000;

/** What counts as somebody's being here: a session of the gateway, or a socket of another dialect. */
export interface PresentSession {
  readonly identity: { readonly userId: Id; readonly actor: Pick<AccountActor, 'applicationId'> };
  /** False while a session waits for its client to come back; a socket always is. */
  readonly isAttached: boolean;
}

/** Whether and how somebody is here, over all of their sessions. */
export interface UserPresence {
  /** `offline` also for those who hide. */
  readonly status: PresenceStatus;
  readonly activities: readonly PresentActivity[];
  readonly isBot: boolean;
}

export interface PresentActivity extends ActivityInput {
  readonly setAtMs: number;
}

export type PresenceListener = (userId: Id, presence: UserPresence, before: UserPresence) => void;

interface SessionPresence {
  input: PresenceInput;
  setAtMs: number;
  isHere: boolean;
  cancelGrace: (() => void) | undefined;
}

interface Present {
  readonly bySession: Map<PresentSession, SessionPresence>;
  told: UserPresence;
}

/** As it is when a client says nothing else. */
export const ONLINE: PresenceInput = { sinceMs: null, activities: [], status: 'online', isAfk: false };
const OFFLINE: UserPresence = { status: 'offline', activities: [], isBot: false };
/** Of several sessions the first of these counts. */
const PRECEDENCE = ['dnd', 'online', 'idle'] as const;

/**
 * One status for each user, however many sessions of whatever dialect. A gateway session that lost its socket counts for
 * a grace period, because its client resumes it; a socket of another dialect counts until it is gone.
 */
@Injectable()
export class Presences extends PresenceReader {
  private readonly present = new Map<Id, Present>();
  private readonly listeners: PresenceListener[] = [];

  constructor(
    private readonly timers: Timers,
    private readonly clock: Clock,
  ) {
    super();
  }

  /** Called whenever what others see of somebody changes. */
  listen(listener: PresenceListener): void {
    this.listeners.push(listener);
  }

  statusOf(userId: Id): PresenceStatus {
    return this.of(userId).status;
  }

  of(userId: Id): UserPresence {
    return this.present.get(userId)?.told ?? OFFLINE;
  }

  /** Everybody whom others see as present on this process. */
  onlineUserIds(): Id[] {
    return [...this.present].flatMap(([userId, { told }]) => (told.status === 'offline' ? [] : [userId]));
  }

  begin(session: PresentSession, input: PresenceInput = ONLINE): void {
    const { userId } = session.identity;
    const present = this.present.get(userId) ?? { bySession: new Map(), told: OFFLINE };
    this.present.set(userId, present);
    const setAtMs = this.clock.nowMs();
    present.bySession.set(session, { input, setAtMs, isHere: true, cancelGrace: undefined });
    this.tell(userId);
    this.attachedChanged(session);
  }

  update(session: PresentSession, input: PresenceInput): void {
    const one = this.find(session);
    if (!one) return;
    one.input = input;
    one.setAtMs = this.clock.nowMs();
    this.tell(session.identity.userId);
  }

  /** The session lost its socket or has one again. */
  attachedChanged(session: PresentSession): void {
    const one = this.find(session);
    if (!one) return;
    one.cancelGrace?.();
    one.cancelGrace = undefined;
    if (session.isAttached) {
      one.isHere = true;
      this.tell(session.identity.userId);
      return;
    }
    one.cancelGrace = this.timers.after(PRESENCE_GRACE_MS, () => {
      one.isHere = false;
      this.tell(session.identity.userId);
    });
  }

  end(session: PresentSession): void {
    const { userId } = session.identity;
    this.find(session)?.cancelGrace?.();
    this.present.get(userId)?.bySession.delete(session);
    this.tell(userId);
    if (this.present.get(userId)?.bySession.size === 0) this.present.delete(userId);
  }

  private find(session: PresentSession): SessionPresence | undefined {
    return this.present.get(session.identity.userId)?.bySession.get(session);
  }

  private tell(userId: Id): void {
    const present = this.present.get(userId);
    if (!present) return;
    const now = summarise(present.bySession);
    if (isSame(now, present.told)) return;
    const before = present.told;
    present.told = now;
    for (const listener of this.listeners) listener(userId, now, before);
  }
}

function summarise(bySession: ReadonlyMap<PresentSession, SessionPresence>): UserPresence {
  const here = [...bySession].filter(([, one]) => one.isHere);
  const status = PRECEDENCE.find((wanted) => here.some(([, { input }]) => input.status === wanted));
  if (!status) return OFFLINE;
  const shown = here.filter(([, { input }]) => input.status !== 'invisible' && input.status !== 'offline');
  const latest = shown.reduce<SessionPresence | undefined>(
    (last, [, one]) => (one.input.activities.length > 0 && one.setAtMs >= (last?.setAtMs ?? 0) ? one : last),
    undefined,
  );
  const isBot = here.some(([session]) => session.identity.actor.applicationId !== undefined);
  const setAtMs = latest?.setAtMs ?? 0;
  return { status, activities: latest?.input.activities.map((one) => ({ ...one, setAtMs })) ?? [], isBot };
}

const isSame = (one: UserPresence, other: UserPresence): boolean =>
  one === other || (one.status === other.status && JSON.stringify(one.activities) === JSON.stringify(other.activities));
