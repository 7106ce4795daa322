/** Decorated calls inside each other: does depth make a call slower? Single calls, too, are made inside one span. */
export const benchmark = {
  name: 'nested calls',
  work: 'nested',
  states: ['unsampled', 'recorded'],
  sizes: [1, 50],
  inputs: (size) => [{ size }],
  links: () => 0,
};
