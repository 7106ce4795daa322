/** Describes the flags of a span or a link, as OTLP defines them: for a span, where its caller is. */
export function describeFlags(flags: number): string {
  const origin = (flags & 0x100) === 0 ? [] : [(flags & 0x200) === 0 ? 'same process' : 'remote'];
  return [`0x${flags.toString(16)}`, (flags & 1) === 1 ? 'sampled' : 'not sampled', ...origin].join(', ');
}
