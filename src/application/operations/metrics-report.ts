/** All metrics in the text form that Prometheus reads. */
export abstract class MetricsReport {
  abstract readonly contentType: string;
  abstract text(): Promise<string>;
}
