import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';

/** Tabs as WAI-ARIA describes them: arrows go from one to the next. */
export function Tabs<T extends string>({ label, tabs, chosen, choose }: { label: string; tabs: readonly (readonly [T, string])[]; chosen: T; choose: (tab: T) => void }): JSX.Element {
  const list = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) {
      return;
    }
    event.preventDefault();
    const place = (tabs.findIndex(([id]) => id === chosen) + step + tabs.length) % tabs.length;
    const next = tabs[place];
    if (next) {
      choose(next[0]);
      (list.current?.children[place] as HTMLElement | undefined)?.focus();
    }
  };
  return (
    <div class="tabs" role="tablist" aria-label={label} ref={list} onKeyDown={move}>
      {tabs.map(([id, text]) => (
        <button key={id} type="button" role="tab" aria-selected={id === chosen} tabIndex={id === chosen ? 0 : -1} onClick={() => choose(id)}>
          {text}
        </button>
      ))}
    </div>
  );
}
