import { Component, type PropsWithChildren } from 'react';

type ErrorBoundaryProps = PropsWithChildren<{ readonly onError: (error: Error) => void }>;

/** Draws nothing more after a fault in a component, and tells; the rest of the program decides. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { readonly hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override componentDidCatch(error: Error) {
    this.props.onError(error);
  }

  override render() {
    return this.state.hasFailed ? null : this.props.children;
  }
}
