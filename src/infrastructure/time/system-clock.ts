import { Injectable } from '@nestjs/common';
import { Clock } from '../../application/shared/clock';

@Injectable()
export class SystemClock extends Clock {
  nowMs(): number {
    return Date.now();
  }
}
