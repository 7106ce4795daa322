/** The bureaus that the stages ask, over HTTP. */
import { SpanKind } from '@opentelemetry/api';
import { Span } from 'spanlink';

export class Bureaus {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** Throws if the bureau answers with an error. The stage's child spans, such as this one, have none of its links. */
  @Span({ kind: SpanKind.CLIENT, attributes: (question: string) => ({ 'bureau.question': question }) })
  async ask(question: string, application: string): Promise<void> {
    const response = await fetch(`${this.#url}/${question}/${application}`, {
      headers: { 'user-agent': `loans/${process.pid}` },
    });
    if (!response.ok) throw new Error(`the bureau answered ${response.status}`);
  }
}
