/** A name from outside: on its own, whatever direction it has, and with words in place of an empty one. */
import type { ReactNode } from 'react';
import { isBlank } from './foreign-text.js';

export interface NameProps {
  readonly text: string;
  /** The words for an empty name. */
  readonly empty?: string;
}

export function Name({ text, empty = 'no name' }: NameProps): ReactNode {
  return isBlank(text) ? <i className="no-name">({empty})</i> : <bdi>{text}</bdi>;
}
