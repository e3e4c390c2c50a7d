import { Module } from '@nestjs/common';
import { CheckReadiness } from '../application/operations/check-readiness';
import { HealthController } from '../presentation/operations/health.controller';
import { IndexController } from '../presentation/operations/index.controller';
import { MetricsController } from '../presentation/operations/metrics.controller';

/** Health, metrics and documentation. */
@Module({
  controllers: [HealthController, IndexController, MetricsController],
  providers: [CheckReadiness],
})
export class OperationsModule {}
