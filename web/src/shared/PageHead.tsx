import type { ComponentChildren, JSX } from 'preact';
import { useEffect } from 'preact/hooks';

/** A page's title, with what it is about and what can be done. */
export function PageHead({ title, about, children }: { title: string; about?: ComponentChildren; children?: ComponentChildren }): JSX.Element {
  useEffect(() => {
    document.title = `${title} – Weathervane`;
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
