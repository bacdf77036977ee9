import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { ApiError } from '../../api/client';
import type { RunKeys } from '../../api/types';
import { t } from '../../i18n';
import { Icon } from '../../shared/icons';
import { complete, type Completion } from './completion';

// Keys that follow each other faster than this are asked about together.
const patienceMs = 50;

/** Where people write a filter: it completes words, and a mistake is told below the place where it is. */
export function FilterBox({ value, keys, error, change }: { value: string; keys: RunKeys; error: Error | undefined; change: (filter: string) => void }): JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(value);
  const [list, setList] = useState<Completion>();
  const [chosen, setChosen] = useState(0);
  const timer = useRef<number | undefined>(undefined);
  const sent = useRef(value);
  const sentAt = useRef(-Infinity);
  // The address gives back what was sent while someone may be writing on: only a filter from elsewhere replaces the text, and at once.
  useLayoutEffect(() => {
    if (value !== sent.current) {
      sent.current = value;
      setText(value);
    }
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const suggest = (): void => {
    const element = input.current;
    if (element) {
      const found = complete(element.value, element.selectionStart ?? element.value.length, keys);
      setList(found.words.length > 0 ? found : undefined);
      setChosen(0);
    }
  };
  const ask = (filter: string): void => {
    sent.current = filter.trim();
    sentAt.current = performance.now();
    change(sent.current);
  };
  // The first key asks at once, and so does one that comes after a while: only a burst waits, for its last key.
  const write = (next: string): void => {
    setText(next);
    clearTimeout(timer.current);
    if (performance.now() - sentAt.current >= patienceMs) {
      ask(next);
    } else {
      timer.current = window.setTimeout(() => ask(next), patienceMs);
    }
  };
  const take = (word: string): void => {
    if (!list || !input.current) {
      return;
    }
    const next = `${text.slice(0, list.from)}${word} ${text.slice(list.to).trimStart()}`;
    const cursor = list.from + word.length + 1;
    input.current.value = next;
    input.current.setSelectionRange(cursor, cursor);
    input.current.focus();
    write(next);
    suggest();
  };
  const press = (event: KeyboardEvent): void => {
    const words = list?.words ?? [];
    if (event.key === 'Escape') {
      setList(undefined);
    } else if (event.key === 'Enter' && !list) {
      clearTimeout(timer.current);
      ask(text);
    } else if (words.length > 0 && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      setChosen((chosen + (event.key === 'ArrowDown' ? 1 : -1) + words.length) % words.length);
    } else if (words[chosen] !== undefined && (event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey) {
      if (event.key === 'Enter' || text.slice(list?.from, list?.to) !== '') {
        event.preventDefault();
        take(words[chosen]);
      } else {
        setList(undefined);
      }
    }
  };

  const place = placeOf(error);
  return (
    <div class="filter">
      <label>
        <span class="visually-hidden">{t('filter.label')}</span>
        <Icon name="filter" />
        <input
          ref={input}
          type="text"
          value={text}
          role="combobox"
          aria-autocomplete="list"
          aria-expanded={list !== undefined}
          aria-controls="filter-words"
          aria-invalid={error !== undefined}
          aria-describedby="filter-mistake"
          {...(list && { 'aria-activedescendant': `filter-word-${chosen}` })}
          placeholder="metrics.log_loss < 0.69 AND tags.stage = 'live'"
          spellcheck={false}
          autoComplete="off"
          onInput={(event: Event) => {
            write((event.target as HTMLInputElement).value);
            suggest();
          }}
          onFocus={suggest}
          onClick={suggest}
          onBlur={() => setList(undefined)}
          onKeyDown={press}
        />
      </label>
      <ul id="filter-words" role="listbox" aria-label={t('filter.words')} hidden={!list}>
        {list?.words.map((word, n) => (
          <li
            key={word}
            id={`filter-word-${n}`}
            role="option"
            aria-selected={n === chosen}
            onMouseDown={(event: MouseEvent) => {
              event.preventDefault();
              take(word);
            }}
          >
            {word}
          </li>
        ))}
      </ul>
      <div id="filter-mistake" role="status" class="mistake">
        {error && !list && place !== undefined && (
          <span key={`caret ${text}`} class="caret" aria-hidden="true" style={{ marginLeft: `${place - 1}ch` }}>
            ▲
          </span>
        )}
        {error && !list && <span key={text} class="wrong" lang="en">{error.message}</span>}
      </div>
    </div>
  );
}

/** The character, from 1, that the server complains about. */
function placeOf(error: Error | undefined): number | undefined {
  const where = error instanceof ApiError ? error.problems[0]?.where : undefined;
  const found = /character (\d+)/.exec(where ?? '')?.[1];
  return found === undefined ? undefined : Number(found);
}
