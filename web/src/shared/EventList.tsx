import type { ComponentChildren, JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { t } from '../i18n';
import { count } from './format';
import { useUnfold } from './useUnfold';

// Each is as high as a fifth of a phone.
const phoneEvents = 5;

/** What happened, one under another; on a phone the first five, until all are asked for. */
export function EventList<T>({ events, id, children }: { events: readonly T[]; id: (event: T, place: number) => string | number; children: (event: T) => ComponentChildren }): JSX.Element {
  const [whole, setWhole] = useState(false);
  const list = useRef<HTMLOListElement>(null);
  const unfold = useUnfold(whole, () => setWhole(true), () => [...(list.current?.querySelectorAll('li') ?? [])]);
  const folds = !whole && events.length > phoneEvents + 2;
  return (
    <div class={`history${folds ? ' folded' : ''}`}>
      <ol ref={list}>
        {events.map((event, place) => (
          <li key={id(event, place)}>{children(event)}</li>
        ))}
      </ol>
      {folds && (
        <button type="button" class="unfold" onClick={unfold}>
          {t('table.all', { count: count(events.length) })}
        </button>
      )}
    </div>
  );
}
