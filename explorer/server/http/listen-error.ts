/** The error for addresses that cannot be listened on. */

/** A place of the explorer that is listened on. */
export interface Place {
  /** `OTLP over HTTP` */
  readonly what: string;
  /** The option that changes its port. */
  readonly option: string;
}

/** The place of the page. */
export const PAGE_PLACE: Place = { what: 'the page', option: '--port' };
/** The places of the receivers. */
export const HTTP_PLACE: Place = { what: 'OTLP over HTTP', option: '--otlp-http-port' };
export const GRPC_PLACE: Place = { what: 'OTLP over gRPC', option: '--otlp-grpc-port' };

export interface ListenFailure {
  readonly host: string;
  readonly port: number;
  readonly place: Place;
  readonly error: NodeJS.ErrnoException;
}

/** The codes of errors about the host, whatever the port. */
const OF_HOST = new Set(['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN', 'EAI_NONAME', 'EINVAL', 'EAFNOSUPPORT']);

/** Returns one error for all failures: each with its address, what is served there, and the option that helps. */
export function listenError(failures: readonly ListenFailure[]): Error {
  const taken = failures.filter(({ error }) => error.code === 'EADDRINUSE');
  const forbidden = failures.filter(({ error }) => error.code === 'EACCES' || error.code === 'EPERM');
  const [ofHost] = failures.filter(({ error }) => OF_HOST.has(error.code ?? ''));
  const known = new Set<ListenFailure | undefined>([...taken, ...forbidden]);
  const others = failures.filter((failure) => !known.has(failure) && !OF_HOST.has(failure.error.code ?? ''));
  const sentences = [
    ...(taken.length > 0 ? [takenText(taken)] : []),
    ...(forbidden.length > 0
      ? [`This user may not listen on ${listOf(forbidden)}: ${portAdvice(forbidden)}, from 1024 on.`]
      : []),
    ...(ofHost ? [hostText(ofHost)] : []),
    ...others.map((failure) => `The explorer cannot listen on ${listOf([failure])}: ${failure.error.message}.`),
  ];
  return new Error(sentences.join(' '), { cause: failures[0]?.error });
}

function takenText(taken: readonly ListenFailure[]): string {
  const [who, them] = taken.length === 1 ? ['Another program listens', 'it'] : ['Other programs listen', 'them'];
  const suspect = taken.every(({ place }) => place.option === PAGE_PLACE.option)
    ? 'another explorer'
    : 'a Collector or another explorer';
  return `${who} on ${listOf(taken)}, maybe ${suspect}. Stop ${them}, or ${portAdvice(taken)}; 0 picks a free one.`;
}

const hostText = ({ host, error }: ListenFailure): string =>
  `--host must be an address of this machine, and "${host}" is none (${error.code}). On 127.0.0.1, programs of this ` +
  'machine reach the explorer, and on 0.0.0.0 others, too.';

function portAdvice(failures: readonly ListenFailure[]): string {
  const options = words(failures.map(({ place }) => place.option));
  return `give ${failures.length === 1 ? 'another port' : 'other ports'} with ${options}`;
}

const listOf = (failures: readonly ListenFailure[]): string =>
  words(failures.map(({ host, port, place }) => `${host}:${port} (${place.what})`));

const words = (all: readonly string[]): string =>
  all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
