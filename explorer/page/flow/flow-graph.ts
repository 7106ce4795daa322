/** A graph of boxes and lines, as a view gives it. */
import type { ReactNode } from 'react';

export interface FlowNode {
  readonly id: string;
  readonly label: string;
  readonly content: ReactNode;
  readonly isMarked?: boolean;
}

export interface FlowEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** A name, which may be cut, and what follows it whole. */
  readonly name: string;
  readonly detail: string;
  /** The label for a screen reader. */
  readonly description: string;
  readonly isLink: boolean;
  readonly isError: boolean;
  /** In pixels. */
  readonly width: number;
  /** Stronger edges decide on the arrangement. */
  readonly weight: number;
}
