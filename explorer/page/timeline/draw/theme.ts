/** The colours of the page, for the canvas. */
import type { ColorScheme } from '../../theme/service-colors.js';

export interface Theme {
  readonly scheme: ColorScheme;
  readonly font: string;
  readonly paper: string;
  readonly lane: string;
  readonly line: string;
  readonly ink: string;
  readonly soft: string;
  readonly error: string;
  readonly accent: string;
  readonly cause: string;
  readonly effect: string;
}

/** Reads the colours that the style sheet gives an element. */
export function readTheme(element: Element): Theme {
  const style = getComputedStyle(element);
  const read = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    scheme: read('scheme') === 'dark' ? 'dark' : 'light',
    font: style.fontFamily,
    paper: read('paper'),
    lane: read('lane'),
    line: read('line'),
    ink: read('ink'),
    soft: read('soft'),
    error: read('error'),
    accent: read('accent'),
    cause: read('cause'),
    effect: read('effect'),
  };
}
