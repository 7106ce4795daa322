/** OpenTelemetry by hand, as in its documentation: `startActiveSpan`, and `end` in a `finally`. */
import { propagation, ROOT_CONTEXT, SpanStatusCode, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('orders');

export class PlainOrders {
  handled = 0;

  handle(message) {
    return tracer.startActiveSpan('Orders.handle', (span) => {
      try {
        this.handled = (this.handled + message.size) | 0;
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

class LinkedOrders {
  handled = 0;

  handle(message) {
    return tracer.startActiveSpan('Orders.handle', { links: readLinks(message) }, (span) => {
      try {
        this.handled = (this.handled + message.size) | 0;
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

// async, like the decorated method; without the keyword it would save the promise around the promise
class AsyncOrders {
  handled = 0;
  ready = undefined;

  async handle(message) {
    return tracer.startActiveSpan('Orders.handle', { links: readLinks(message) }, async (span) => {
      try {
        await this.ready;
        this.handled = (this.handled + message.size) | 0;
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

class BatchOrders {
  handled = 0;

  handle(batch) {
    return tracer.startActiveSpan('Orders.handle', { links: readAllLinks(batch) }, (span) => {
      try {
        this.handled = (this.handled + batch.size) | 0;
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

class NestedOrders {
  handle({ size }) {
    return tracer.startActiveSpan('Orders.handle', (span) => {
      try {
        return size <= 1 ? size : 1 + this.handle({ size: size - 1 });
      } catch (error) {
        fail(span, error);
        throw error;
      } finally {
        span.end();
      }
    });
  }
}

function readLinks(message) {
  const context = trace.getSpanContext(propagation.extract(ROOT_CONTEXT, message.headers));
  return context === undefined ? [] : [{ context }];
}

function readAllLinks(batch) {
  const links = [];
  for (const message of batch) {
    const context = trace.getSpanContext(propagation.extract(ROOT_CONTEXT, message.headers));
    if (context !== undefined) links.push({ context });
  }
  return links;
}

export function fail(span, error) {
  span.recordException(error);
  span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
}

/** An instance for each kind of work. */
export const work = {
  plain: () => new PlainOrders(),
  linked: () => new LinkedOrders(),
  async: () => new AsyncOrders(),
  batch: () => new BatchOrders(),
  nested: () => new NestedOrders(),
};
