/**
 * The floor: OpenTelemetry by hand, as in `hand-written.mjs`, for arguments whose links were read beforehand. What is
 * left is the span, its links and its context.
 */
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { fail, PlainOrders } from './hand-written.mjs';

const tracer = trace.getTracer('orders');
const propagator = new W3CTraceContextPropagator();

class LinkedOrders {
  handled = 0;

  handle({ size, links }) {
    return tracer.startActiveSpan('Orders.handle', { links }, (span) => {
      try {
        this.handled = (this.handled + size) | 0;
        return this.handled;
      } catch (error) {
        fail(span, error);
        throw error;
      } finally {
        span.end();
      }
    });
  }
}

class AsyncOrders {
  handled = 0;
  ready = undefined;

  async handle({ size, links }) {
    return tracer.startActiveSpan('Orders.handle', { links }, async (span) => {
      try {
        await this.ready;
        this.handled = (this.handled + size) | 0;
        return this.handled;
      } catch (error) {
        fail(span, error);
        throw error;
      } finally {
        span.end();
      }
    });
  }
}

/** Returns the argument with its links in the place of its headers. */
export function inputOf(input) {
  const contextOf = ({ headers }) => {
    const getter = { get: (carrier, key) => carrier[key], keys: Object.keys };
    return trace.getSpanContext(propagator.extract(ROOT_CONTEXT, headers, getter));
  };
  const messages = Array.isArray(input) ? input : input.headers === undefined ? [] : [input];
  return { size: input.size, links: messages.map((message) => ({ context: contextOf(message) })) };
}

/** An instance for each kind of work. */
export const work = {
  plain: () => new PlainOrders(),
  linked: () => new LinkedOrders(),
  async: () => new AsyncOrders(),
  batch: () => new LinkedOrders(),
};
