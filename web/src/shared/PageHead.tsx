import type { ComponentChildren, JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { spelt } from './hidden';

/** The title of a page whose subject could not be read: what went wrong stands below it. */
export const MissingHead = ({ of, title }: { of: { data: unknown; error: Error | undefined }; title: string }): JSX.Element | null =>
  of.data === undefined && of.error ? <PageHead title={title} /> : null;

/** A page's title, with what it is about and what can be done. */
export function PageHead({ title, about, children }: { title: string; about?: ComponentChildren; children?: ComponentChildren }): JSX.Element {
  useEffect(() => {
    document.title = `${spelt(title)} – Weathervane`;
  }, [title]);
  return (
    <header class="page-head">
      <div>
        <h1>{title}</h1>
        {about && <p class="soft">{about}</p>}
      </div>
      {children && <div class="actions">{children}</div>}
    </header>
  );
}
