/** Keeps for a test: spans come in over OTLP, and what is kept goes to a receiver. */
import { createExporter } from '../../server/keep/forward/create-exporter';
import { readEndpoint } from '../../server/keep/forward/endpoint';
import { Forwarder } from '../../server/keep/forward/forwarder';
import { Keeper } from '../../server/keep/keeper';
import { readKeepFile } from '../../server/keep/rules/read-keep-file';
import { openReceivers } from '../../server/receive/open-receivers';
import { LIMITS } from '../../server/receive/limits';
import { RequestDecoder } from '../../server/receive/request-decoder';
import type { Receivers } from '../../server/receive/open-receivers';
import type { Store, StoreOptions } from '../../server/store/open-store';
import { types } from '../../server/otlp/otlp-messages';
import { closeAll, openForTest } from '../store/folder';
import { post } from '../receive/receiving';
import { closeReceivers, httpReceiver } from './receivers';
import type { HttpReply, TestReceiver } from './receivers';
import { encodeRequest } from './requests';
import type { TestSpan } from './requests';

export const ERRORS = '{ name: errors, type: status_code, status_code: { status_codes: [ERROR] } }';

export interface Keeping {
  readonly store: Store;
  readonly keeper: Keeper;
  readonly backend: TestReceiver;
  /** Sends spans, in one request. */
  readonly send: (...spans: TestSpan[]) => Promise<void>;
  /** Decides, forwards, and returns the names of all spans that the backend has, in their order. */
  readonly forwarded: () => Promise<string[]>;
}

const open: { readonly receivers: Receivers; readonly keeper: Keeper }[] = [];

export async function closeKeeping(): Promise<void> {
  for (const { receivers, keeper } of open.splice(0)) {
    await receivers.close();
    await keeper.close();
  }
}

/** Call in `afterEach`. */
export async function closeAllKeeping(): Promise<void> {
  await closeKeeping();
  await closeAll();
  closeReceivers();
}

interface KeepingOptions extends StoreOptions {
  readonly replies?: readonly HttpReply[];
  readonly now?: () => number;
  /** `decision_wait`, none by default. */
  readonly wait?: string;
  /** A new one by default. */
  readonly store?: Store;
}

export async function keeping(
  rules: string,
  { replies, now, wait = '0s', store: opened, ...options }: KeepingOptions = {},
): Promise<Keeping> {
  const store = opened ?? (await openForTest(options));
  const receiver = await httpReceiver(replies);
  const endpoint = readEndpoint({ url: receiver.url }, {});
  const forwarder = new Forwarder(createExporter(endpoint), endpoint, { wait: () => Promise.resolve() });
  const keeper = await Keeper.open({
    store,
    forwarder,
    ...(now && { now }),
    rules: readKeepFile(`decision_wait: ${wait}\n${rules}`, 'keep.yaml').rules,
  });
  const receivers = await openReceivers(store, {
    httpPort: 0,
    grpcPort: 0,
    hold: (request) => keeper.hold(request),
  });
  open.push({ receivers, keeper });
  return {
    store,
    keeper,
    backend: receiver,
    send: async (...spans) => {
      const response = await post(`http://${receivers.http}`, encodeRequest({ resource: { host: 'h' }, spans }));
      expect(response.status).toBe(200);
    },
    forwarded: async () => {
      await keeper.decide();
      await keeper.forward();
      return namesOf(receiver);
    },
  };
}

/**
 * Stores a request and what is held of it, as a receiver does.
 *
 * @param stored resolves when the keeper is told of it
 */
export async function hold(
  store: Store,
  keeper: Keeper,
  request: Buffer,
  stored: Promise<void> = Promise.resolve(),
): Promise<void> {
  const { fragments, end } = keeper.hold(request);
  await storeAlone(store, request, { fragments });
  await stored;
  end(true);
}

/** Stores a request of which nothing is held, as before an explorer keeps anything. */
export async function storeAlone(
  store: Store,
  request: Buffer,
  held: { readonly fragments?: Uint8Array } = {},
): Promise<void> {
  const block = store.block();
  new RequestDecoder(block, LIMITS).decode(request);
  await store.append({ ...block.finish().rows, ...held });
}

interface DecodedRequest {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly { readonly spans: readonly { readonly name: string }[] }[];
  }[];
}

/** Returns the names of all spans that a receiver has, in their order. */
export const namesOf = ({ received }: TestReceiver): string[] =>
  received.flatMap(({ body }) => {
    const { resourceSpans } = types.lookupType('ExportTraceServiceRequest').decode(body) as unknown as DecodedRequest;
    return resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans.map(({ name }) => name)));
  });

/** A span of a trace that is named like it. Its id is that to which `links` of the tests point. */
export const spanOf = (name: string, fields: TestSpan = {}): TestSpan => ({
  name,
  trace: name,
  id: '00000000000000aa',
  ...fields,
});
export const failed = { status: 2 };
export const because = (...causes: string[]): TestSpan => ({ links: causes.map((to) => ({ to })) });
