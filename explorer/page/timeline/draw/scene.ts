/** What a frame is drawn from. */
import type { Scheme } from '../../theme/service-colors.js';
import type { Layout } from '../geometry.js';
import type { Size, Viewport } from '../viewport.js';
import type { Layer } from './arc-cache.js';

export interface Scene {
  readonly laid: Layout;
  readonly view: Viewport;
  readonly size: Size;
  readonly theme: Theme;
  /** The trace that the picture is around. */
  readonly centerId: string;
  /** Keys of a bar and of an arc. */
  readonly selected: string | undefined;
  readonly hovered: string | undefined;
  /** Whether the picture moves: then what is slow to draw may be as it was. */
  readonly isMoving: boolean;
  /** Where a drawing of many arcs is kept; without it they are drawn each time. */
  readonly layer?: Layer;
}

/** The colours of the page, for the canvas. */
export interface Theme {
  readonly scheme: Scheme;
  readonly font: string;
  readonly paper: string;
  readonly lane: string;
  readonly line: string;
  readonly ink: string;
  readonly soft: string;
  readonly faint: string;
  readonly error: string;
  readonly accent: string;
  readonly cause: string;
  readonly effect: string;
}

export type Pen = CanvasRenderingContext2D;

/** Reads the colours that the style sheet gives an element. */
export function themeOf(element: Element): Theme {
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
    faint: read('faint'),
    error: read('error'),
    accent: read('accent'),
    cause: read('cause'),
    effect: read('effect'),
  };
}
