import { Injectable } from '@nestjs/common';
import { ForgetOldSessions } from '../../application/identity/forget-old-sessions';
import { ScheduledJob } from '../../application/shared/scheduled-job';

@Injectable()
export class AuthSessionCleanupJob extends ScheduledJob {
  readonly name = 'auth-session-cleanup';
  readonly intervalSeconds = 3_600;

  constructor(private readonly forgetOldSessions: ForgetOldSessions) {
    super();
  }

  async run(): Promise<void> {
    await this.forgetOldSessions.execute();
  }
}
