import type { AriaAttributes, ComponentChildren, JSX } from 'preact';
import { go } from '../app/router';

interface LinkProps {
  to: string;
  children: ComponentChildren;
  class?: string;
  title?: string;
  tabIndex?: number;
  'aria-label'?: string;
  'aria-current'?: NonNullable<AriaAttributes['aria-current']>;
}

/** A link to a page of the dashboard: a real address, followed without loading anew. */
export function Link({ to, children, ...rest }: LinkProps): JSX.Element {
  return (
    <a
      {...rest}
      href={to}
      onClick={(event: MouseEvent) => {
        if (event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey) {
          event.preventDefault();
          go(to);
          window.scrollTo(0, 0);
        }
      }}
    >
      {children}
    </a>
  );
}
