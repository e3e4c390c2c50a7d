import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { ProcessIdentity } from '../../application/shared/process-identity';

@Injectable()
export class RandomProcessIdentity extends ProcessIdentity {
  readonly processId = randomUUID();
}
