/** Guards: adopted, adopted by nobody, completed in the next round, and left to a block. */
import { type LinkSource, Span, SpanGuard, startSpan } from 'spanlink';
import { newMessage, repeat, type Workload } from '../workload';

class Imports {
  @Span()
  run(span: SpanGuard): void {
    span.link(newMessage());
  }
}

const imports = new Imports();
const pending = (): SpanGuard => new SpanGuard().link(newMessage()).setAttribute('pending', true);

export const guards: Workload = {
  kind: 'guards',
  round() {
    const adopted = repeat(500, () => imports.run(pending()));
    const byHand = repeat(500, () => {
      const span = startSpan('import', { links: newMessage() });
      span.run(() => imports.run(pending()));
      span.fail(new Error('half of it')).complete();
    });
    return adopted + 2 * byHand;
  },
};

export const unadoptedGuards: Workload = {
  kind: 'guards that nobody adopts',
  round: () => repeat(300, () => pending().carrier()),
};

const open: SpanGuard[] = [];

export const lateGuards: Workload = {
  kind: 'guards ended late',
  round() {
    for (const span of open.splice(0)) span.link(newMessage() satisfies LinkSource).complete();
    return repeat(200, () => open.push(startSpan('session', { links: newMessage() })));
  },
  running: () => open.length,
};
