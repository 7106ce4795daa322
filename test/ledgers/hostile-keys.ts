/** Names that users may give to workflows, runs, stages and items, however odd. */

/** Each is another text than all others. */
export const HOSTILE: readonly string[] = [
  '',
  ' ',
  "it's",
  '"quoted"',
  '`back`',
  "'; DROP TABLE spanlink_attempts; --",
  '$1 ? :name @name',
  '%s %d % _ *',
  '{tag}',
  '}{',
  'a:b/c|d,e.f#g~h',
  'a%2Fb',
  'a\\b',
  '\n\r\t',
  '\0',
  'a\0b',
  '\u001b[31m',
  '🚀',
  '\ud83d',
  '\ude80',
  '\ufffd',
  'é',
  'e\u0301',
  'É',
  'a',
  'A',
  'a ',
  ' a',
  '1',
  '01',
  'NaN',
  'null',
  'undefined',
  '[]',
  '__proto__',
  'constructor',
  'toString',
  'x'.repeat(10_000),
  `${'x'.repeat(9_999)}y`,
  '🚀'.repeat(5_000),
];

/** Pairs that are the same once they are joined, by one who joins without care. */
export const COLLIDING: readonly (readonly [readonly [string, string], readonly [string, string]])[] = [
  ...[':', '/', '|', ',', '.', '#', '~', '-', '_', ' ', '\0', '\n', '}{', '","', "','", '%3A', '%2F', '\\'].map(
    (separator) =>
      [
        [`a${separator}b`, 'c'],
        ['a', `b${separator}c`],
      ] as const,
  ),
  [
    ['ab', 'c'],
    ['a', 'bc'],
  ],
  [
    ['abc', ''],
    ['', 'abc'],
  ],
  [
    ['a"', 'b'],
    ['a', '"b'],
  ],
];
