/**
 * The words of examples: what fragments of code in the documentation may use without declaring it. Values are declared
 * alone, so that a fragment with one of them is compiled, and not run.
 */
import type { Observable } from 'rxjs';
import type { LinkSource, SentCarrier, SpanGuard } from 'spanlink';
import type { FinishedSpan, SpanMatchers, SpanRecorder } from 'spanlink/testing';

/** What carries its cause, as a row or a job does. */
interface Caused {
  readonly traceparent?: string;
  readonly tracestate?: string;
}

export interface Item extends Caused {
  readonly sku: string;
}

export interface Order extends Caused {
  readonly id: string;
  readonly items?: readonly Item[];
}

export interface Message {
  readonly id: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Box {
  readonly items: readonly Item[];
}

export interface Upload extends Caused {
  readonly id: string;
}

export interface Job extends Caused {
  readonly id: string;
  readonly chat: string;
  readonly query: string;
}

export interface Application {
  readonly id: string;
  readonly amount: number;
}

export type Check = 'fraud' | 'income';

export interface Question {
  readonly id: string;
  readonly chat: string;
  readonly text: string;
}

export interface Step {
  readonly query: string;
}

export interface Hit {
  readonly title: string;
}

export interface Reply extends Caused {
  readonly found: readonly Hit[];
}

export declare const guard: SpanGuard;
export declare const message: Message;
export declare const batch: Message[];
export declare const cause: LinkSource;
export declare const order: Order;
export declare const upload: Upload;
export declare const question: Question;
export declare const job: Job;
export declare const application: Application;
export declare const row: Order;
export declare const recorder: SpanRecorder;
export declare const spans: readonly FinishedSpan[];
export declare const file: string;
export declare const connectionString: string;
export declare function handle(...args: readonly unknown[]): Promise<void>;
export declare function load(row: Order): Promise<Order>;
export declare function ship(order: Order): Promise<void>;
export declare function resizeImage(job: Job): Promise<Buffer>;
export declare function underwrite(application: Application): Promise<void>;
export declare function ask(question: unknown, headers?: SentCarrier): Promise<Reply>;
export declare function readRows(file: string): Observable<Order>;

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- Jest's types are extended through one
  namespace jest {
    // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- it is a merged interface
    interface Matchers<R> extends SpanMatchers<R> {}
  }
}
