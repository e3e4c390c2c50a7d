import { PerformanceObserver } from 'node:perf_hooks';
import { logTo } from '../logging/pino-log';
import { PrometheusMetrics } from './prometheus-metrics';

describe('PrometheusMetrics', () => {
  let metrics: PrometheusMetrics;
  beforeEach(() => {
    metrics = new PrometheusMetrics(logTo({ level: 'silent' }, { write: () => undefined }));
  });

  it('counts connections, deliveries, sends and limits', async () => {
    metrics.connectionOpened('rooms', 'websocket');
    metrics.connectionOpened('rooms', 'websocket');
    metrics.connectionOpened('rooms', 'socketio');
    metrics.connectionClosed('rooms', 'websocket', 'banned');
    metrics.delivered('rooms', 5);
    metrics.delivered('rooms', 7);
    metrics.messageSent(0.004);
    metrics.limitReached('frame_bytes');
    metrics.requestAnswered('GET', 404, 0.01);
    const text = await metrics.text();
    for (const line of [
      'guildhall_connections{dialect="rooms",transport="websocket"} 1',
      'guildhall_connections{dialect="rooms",transport="socketio"} 1',
      'guildhall_connections_closed_total{dialect="rooms",transport="websocket",reason="banned"} 1',
      'guildhall_deliveries_total{dialect="rooms"} 12',
      'guildhall_send_duration_seconds_bucket{le="0.002"} 0',
      'guildhall_send_duration_seconds_bucket{le="0.005"} 1',
      'guildhall_limits_reached_total{limit="frame_bytes"} 1',
      'guildhall_http_request_duration_seconds_count{method="GET",status="4xx"} 1',
    ]) {
      expect(text).toContain(`${line}\n`);
    }
  });

  it('reads gauges when it is asked, and survives one that fails', async () => {
    let depth = 3;
    metrics.gauge('queue_depth', 'Messages waiting', () => depth);
    metrics.gauge('guildhall_outbox_lag_seconds', 'Age of the oldest entry', () => Promise.resolve(1.5));
    metrics.gauge('broken', 'Never read', () => Promise.reject(new Error('no')));
    expect(await metrics.text()).toMatch(/^guildhall_queue_depth 3$/m);
    depth = 9;
    const text = await metrics.text();
    expect(text).toMatch(/^guildhall_queue_depth 9$/m);
    expect(text).toMatch(/^guildhall_outbox_lag_seconds 1\.5$/m);
    expect(text).toMatch(/^guildhall_broken 0$/m);
  });

  it('tells of the process once, however many servers it has', async () => {
    const other = new PrometheusMetrics(logTo({ level: 'silent' }, { write: () => undefined }));
    for (const text of [await metrics.text(), await other.text()]) {
      expect(text.match(/^# TYPE nodejs_eventloop_lag_seconds gauge$/gm)).toHaveLength(1);
      expect(text.match(/^# TYPE guildhall_connections gauge$/gm)).toHaveLength(1);
    }
  });

  it('leaves no observer of the process behind for a further server', () => {
    const observe = jest.spyOn(PerformanceObserver.prototype, 'observe');
    new PrometheusMetrics(logTo({ level: 'silent' }, { write: () => undefined }));
    expect(observe).not.toHaveBeenCalled();
    observe.mockRestore();
  });

  it('keeps two servers in one process apart', async () => {
    const other = new PrometheusMetrics(logTo({ level: 'silent' }, { write: () => undefined }));
    metrics.delivered('rooms', 1);
    expect(await other.text()).not.toContain('guildhall_deliveries_total{dialect="rooms"}');
  });
});
