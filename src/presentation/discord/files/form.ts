import {
  applyDecorators,
  type CallHandler,
  createParamDecorator,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  UseInterceptors,
} from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { lastValueFrom, type Observable, of } from 'rxjs';
import { FileStorage } from '../../../application/files';
import { assert } from '../../../shared/assert';
import { FORMS_ACCEPTED } from '../../shared/http-forms';
import { type InputClass, validateInput } from '../../shared/validation';
import { type Form, readForm, type UploadedFile } from './form-reader';

export type { Form, UploadedFile } from './form-reader';

const forms = new WeakMap<object, Form<unknown>>();

/** Reads a form's files to disk before the handler runs, which is after the guards, and forgets what nobody kept. */
@Injectable()
export class FormInterceptor implements NestInterceptor {
  constructor(private readonly storage: FileStorage) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const form = await readForm(request, this.storage);
    forms.set(request.raw, form);
    try {
      return of(await lastValueFrom(next.handle(), { defaultValue: undefined }));
    } finally {
      await this.forget(form.files);
    }
  }

  private async forget(files: readonly UploadedFile[]): Promise<void> {
    for (const file of files) await this.storage.discard(file).catch(() => undefined);
  }
}

/** The route takes `multipart/form-data` beside JSON; its handler gets both by {@link FormInput}. */
export const AcceptsFiles = (): MethodDecorator & ClassDecorator =>
  applyDecorators(RouteConfig({ [FORMS_ACCEPTED]: true }), UseInterceptors(FormInterceptor));

/** Parameter: a {@link Form} whose payload was checked as this class. Needs {@link AcceptsFiles}. */
export const FormInput = <Payload extends object>(type: InputClass<Payload>): ParameterDecorator => formInput(type);

const formInput = createParamDecorator((type: InputClass<object>, context: ExecutionContext): Form<object> => {
  const form = forms.get(context.switchToHttp().getRequest<FastifyRequest>().raw);
  assert(form, 'a handler with a form needs AcceptsFiles');
  return { payload: validateInput(type, form.payload), files: form.files };
});
