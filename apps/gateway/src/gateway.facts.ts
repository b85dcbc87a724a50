import type { Metrics } from '#process/metrics.service.js';
import type { Counts } from './counts.js';
import type { Instances } from './instance/instances.js';
import { lineService } from './route/route.rules.js';

/** Shows what the gateway has counted among the metrics: its own under `gateway`, the rest under the service that it is about. */
export function showFacts(metrics: Metrics, counts: Counts, instances: Instances): void {
  metrics.add('gateway', {
    name: 'requests_under_way',
    help: 'Requests that wait for their answer',
    kind: 'now',
    read: () => counts.underWay,
  });
  metrics.add('gateway', {
    name: 'requests_over_limit',
    help: 'Requests refused because one address asked too much',
    kind: 'total',
    read: () => counts.limitedInAll(),
  });
  metrics.add(lineService, {
    name: 'desk_lines_open',
    help: 'Lines of desks through this gateway',
    kind: 'now',
    read: () => counts.linesOpen,
  });
  metrics.add(lineService, { name: 'desk_lines_opened', help: 'Lines of desks opened', kind: 'total', read: () => counts.linesOpened });
  for (const { service } of instances.presence()) {
    const presence = () => instances.presence().find((each) => each.service === service)!;
    metrics.add(service, { name: 'instances', help: 'Processes that the gateway knows', kind: 'now', read: () => presence().instances });
    metrics.add(service, {
      name: 'instances_answering',
      help: 'Of these, those that answer',
      kind: 'now',
      read: () => presence().answering,
    });
    metrics.add(service, {
      name: 'forwarding_failures',
      help: 'Attempts to reach the service that failed; a request may have had several',
      kind: 'total',
      read: () => counts.failedInAll(service),
    });
  }
}
