/** Decorated calls inside each other, to see whether depth makes them dearer. Single ones, too, are inside one span. */
export const row = {
  name: 'nested calls',
  work: 'nested',
  states: ['unsampled', 'recorded'],
  sizes: [1, 50],
  inputs: (size) => [{ size }],
  links: () => 0,
};
