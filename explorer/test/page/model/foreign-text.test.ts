/** Names from outside: empty ones, and those that change the direction of text. */
import fc from 'fast-check';
import { isBlank, isolate, nameText, serviceText } from '../../../page/components/foreign-text';

const MARKS = [0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069, 0x200e, 0x200f, 0x061c].map(
  (code) => String.fromCodePoint(code),
);

/** Returns the depth of isolates after a text, and the least on the way. */
function depths(text: string): { end: number; least: number } {
  let [end, least] = [0, 0];
  for (const character of text) {
    if (/[\u2066-\u2068]/.test(character)) end += 1;
    if (character === '\u2069') end -= 1;
    least = Math.min(least, end);
  }
  return { end, least };
}

test('A name without marks or letters from right to left is written as it is', () => {
  for (const name of ['POST /orders', '注文', 'über', 'a👩‍👩‍👧b', 'a\u200db']) expect(nameText(name)).toBe(name);
});

test.each(MARKS)('A name with the direction mark %j is closed off', (mark) => {
  expect(isolate(`a${mark}b`)).toMatch(/^\u2068a.?b\u2069+$/);
});

test('Whatever marks a name has, what follows it is outside of them', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.constantFrom(...MARKS, '\n', '\u2029', 'a', 'ש', '5')), { maxLength: 30 }),
      (letters) => {
        const text = isolate(letters.join(''));
        expect(depths(text)).toEqual({ end: 0, least: 0 });
        if (text !== letters.join('')) {
          // the first isolate ends with the last character, and not before
          expect(depths(text.slice(0, -1)).end).toBe(1);
          expect(depths(text.slice(1, -1)).least).toBe(0);
          expect(text).not.toMatch(/[\n\u2029]/);
        }
      },
    ),
  );
});

test('A name in letters from right to left does not turn the number after it', () => {
  expect(`${nameText('שלום')} 5`).toBe('\u2068שלום\u2069 5');
});

test.each(['', ' ', '\u200b', '\u202e\u2069', '\u3164', '\t\n', '\ufeff\u2060', '\u00ad'])(
  'A name like %j, of which nothing can be seen, says so',
  (name) => {
    expect([isBlank(name), nameText(name), serviceText(name)]).toEqual([true, '(no name)', '(no service name)']);
  },
);
