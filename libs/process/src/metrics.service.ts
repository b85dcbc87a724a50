import { Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Fact } from '#service-kit/facts.js';
import { messagingFacts } from './messaging.facts.js';
import { ProcessFacts } from './facts.service.js';

/** One request that was answered. `route` is the pattern, not the address. */
export type AnsweredRequest = { method: string; route: string; status: number; seconds: number };

/** Prometheus metrics of one process, each figure under the label of its service. */
@Injectable()
export class Metrics implements OnModuleInit {
  private readonly registry = new Registry();
  private readonly requests: Histogram<'method' | 'route' | 'status'>;
  /** Per figure its readings, one per service that has it. */
  private readonly readings = new Map<string, [string, Fact['read']][]>();

  constructor(private readonly facts: ProcessFacts) {
    collectDefaultMetrics({ register: this.registry });
    this.requests = new Histogram({
      name: 'muster_http_request_seconds',
      help: 'Answered requests, by route and status',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
      registers: [this.registry],
    });
  }

  onModuleInit(): void {
    for (const messaging of this.facts.messaging()) for (const fact of messagingFacts(messaging)) this.add(messaging.service, fact);
    for (const [service, facts] of this.facts.own()) for (const fact of facts) this.add(service, fact);
  }

  /** Adds a figure of the process itself or of one of its services. */
  add(service: string, fact: Fact): void {
    const { name, help, kind } = fact;
    const known = this.readings.get(name);
    if (known) {
      known.push([service, fact.read]);
      return;
    }
    const own: [string, Fact['read']][] = [[service, fact.read]];
    this.readings.set(name, own);
    // The value is asked for at each reading: it is kept where it comes about.
    const collect = async (): Promise<void> => {
      const values = await Promise.all(own.map(async ([label, read]): Promise<[string, number]> => [label, await read()]));
      metric.reset();
      // What cannot be known now is left out: a wrong 0 would look like peace.
      for (const [label, value] of values) if (Number.isFinite(value)) metric.inc({ service: label }, value);
    };
    const settings = { help, labelNames: ['service'], registers: [this.registry], collect };
    const metric =
      kind === 'total' ? new Counter({ ...settings, name: `muster_${name}_total` }) : new Gauge({ ...settings, name: `muster_${name}` });
  }

  answered({ method, route, status, seconds }: AnsweredRequest): void {
    this.requests.observe({ method, route, status: String(status) }, seconds);
  }

  /** The text that Prometheus reads, and its content type. */
  async text(): Promise<{ type: string; body: string }> {
    return { type: this.registry.contentType, body: await this.registry.metrics() };
  }
}
