import { Module, type OnModuleInit } from '@nestjs/common';
import { EndLogin } from '../presentation/shared/end-login';
import { HttpErrorPresenters } from '../presentation/shared/http-error-presenters';
import { WorkAuthController } from '../presentation/work/auth/work-auth.controller';
import { workHttpErrors } from '../presentation/work/errors';
import { FilesModule } from './files.module';
import { IdentityModule } from './identity.module';

/** What of the work dialect the root shares with the chat dialect: logins. */
@Module({ imports: [IdentityModule, FilesModule], controllers: [WorkAuthController], providers: [EndLogin] })
export class WorkDialectModule implements OnModuleInit {
  constructor(private readonly errors: HttpErrorPresenters) {}

  onModuleInit(): void {
    this.errors.register('work', workHttpErrors);
  }
}
