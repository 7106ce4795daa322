/** Keeps the page when a view throws while rendering, and shows the error in place of the view. */
import { Component, type ReactNode } from 'react';
import { ErrorMessage } from './error-message.js';

export class ErrorBoundary extends Component<{ readonly children: ReactNode }, { readonly error?: Error }> {
  override state: { readonly error?: Error } = {};

  static getDerivedStateFromError(error: unknown): { readonly error: Error } {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return (
      <ErrorMessage
        error={new Error(`This view failed: ${error.message}. Please report this, and what you did before.`)}
        onRetry={() => this.setState({ error: undefined as never })}
      />
    );
  }
}
