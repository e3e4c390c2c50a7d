import { Module, type OnModuleInit } from '@nestjs/common';
import { imHttpErrors } from '../presentation/im/errors';
import { HttpErrorPresenters } from '../presentation/shared/http-error-presenters';
import { ImContactsModule } from './im-contacts.module';
import { ImGroupsModule } from './im-groups.module';
import { ImIdentityModule } from './im-identity.module';
import { ImMessagesModule } from './im-messages.module';
import { ImSocketModule } from './im-socket.module';

/** One-to-one and group messaging under `/api`. */
@Module({ imports: [ImContactsModule, ImGroupsModule, ImIdentityModule, ImMessagesModule, ImSocketModule] })
export class ImDialectModule implements OnModuleInit {
  constructor(private readonly errors: HttpErrorPresenters) {}

  onModuleInit(): void {
    this.errors.register('im', imHttpErrors);
  }
}
