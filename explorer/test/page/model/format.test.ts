/** The text of durations, times and counts, and the colours of services. */
import { serviceColor, assignColors, colorIndex } from '../../../page/theme/service-colors';
import { ago, count, duration, plural, share, shortId } from '../../../page/components/format';
import { textColorOn } from '../../../page/timeline/draw/text';

describe('Durations', () => {
  test.each([
    [0, '0 µs'],
    [7, '7 µs'],
    [1_500, '1.5 ms'],
    [999_999, '1000 ms'],
    [1_234_567, '1.23 s'],
    [60_000_000, '1 min'],
    [3_661_000_000, '1 h 1 min'],
    [273_600_000_000, '3 d 4 h'],
    [-1_500, '−1.5 ms'],
    [NaN, '–'],
  ])('A duration of %d µs is written as %s', (micros, written) => {
    expect(duration(micros)).toBe(written);
  });
});

test('A short count is exact', () => {
  expect([
    count(1_234),
    count(12_345_678),
    plural(1, 'span'),
    plural(2, 'span'),
    plural(0, 'entry', 'entries'),
  ]).toEqual(['1,234', '12.3M', '1 span', '2 spans', '0 entries']);
});

test('A small percentage is not rounded to zero', () => {
  expect([share(0, 0), share(1, 250), share(1, 3), share(5, 5)]).toEqual(['0 %', '0.4 %', '33 %', '100 %']);
});

test('The age of a recent time is “now”', () => {
  expect([ago(1_000_000, 1_500_000), ago(0, 12_000_000), ago(0, 90_000_000_000)]).toEqual([
    'now',
    '12 s ago',
    '1 d ago',
  ]);
});

test('A future time, which a clock ahead has measured, is not “now”', () => {
  expect([ago(2_500_000, 1_000_000), ago(3_000_000, 1_000_000), ago(7_200_000_000, 0), ago(4e15, 1.8e15)]).toEqual([
    'now',
    'in 2 s',
    'in 2 h',
    'in 25462 d',
  ]);
});

test('A displayed id is short', () => {
  expect(shortId('4bf92f3577b34da6a3ce929d0e0e4736')).toBe('4bf92f35');
});

describe('Colour of a service', () => {
  test('A service keeps its colour, and shares it only if there are more services than colours', () => {
    const services = Array.from({ length: 10 }, (_, index) => `service-${index}`);
    assignColors(services);
    expect(new Set(services.map(colorIndex)).size).toBe(10);
    const before = services.map((service) => serviceColor(service, 'dark'));
    assignColors([...services, 'a-new-one']);
    expect(services.map((service) => serviceColor(service, 'dark'))).toEqual(before);
    expect(serviceColor('a-new-one', 'light')).toMatch(/^#[0-9a-f]{6}$/);
  });

  test('Text on the colour of a service is readable in both schemes', () => {
    const luminance = (color: string): number => {
      const [red = 0, green = 0, blue = 0] = [1, 3, 5]
        .map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255)
        .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    for (const scheme of ['light', 'dark'] as const) {
      for (let index = 0; index < 10; index += 1) {
        const color = serviceColor(`service-${index}`, scheme);
        const [dark = 0, light = 1] = [luminance(color), luminance(textColorOn(color))].sort(
          (one, other) => one - other,
        );
        expect((light + 0.05) / (dark + 0.05)).toBeGreaterThanOrEqual(4.2);
      }
    }
  });
});
