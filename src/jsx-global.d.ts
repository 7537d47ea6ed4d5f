import type { JSX as ReactJsx } from 'react';

declare global {
  /** Named by the types of ink-table and ink-spinner; the types of React 19 no longer have it. */
  namespace JSX {
    type Element = ReactJsx.Element;
  }
}
