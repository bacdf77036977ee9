import type { ComponentChildren, JSX } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../i18n';
import { Icon } from './icons';

/** A window above the page: the browser keeps the focus inside and closes it with Escape. */
export function Dialog({ title, wide, close, children }: { title: string; wide?: boolean; close: () => void; children: ComponentChildren }): JSX.Element {
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();
  // With the page itself and not after the next paint: else the focus comes back a moment after the window is gone, and a key pressed meanwhile is lost.
  useLayoutEffect(() => {
    const dialog = element.current;
    const before = document.activeElement;
    dialog?.showModal();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement) {
        before.focus();
      }
    };
  }, []);
  return (
    <dialog
      ref={element}
      class={wide ? 'wide' : ''}
      aria-labelledby={id}
      onCancel={(event: Event) => {
        event.preventDefault();
        close();
      }}
      onClick={(event: MouseEvent) => event.target === element.current && close()}
    >
      <header>
        <h2 id={id}>{title}</h2>
        <button type="button" class="quiet" onClick={close} aria-label={t('close')}>
          <Icon name="cross" />
        </button>
      </header>
      <div class="content">{children}</div>
    </dialog>
  );
}
