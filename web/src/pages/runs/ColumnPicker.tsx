import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { RunKeys } from '../../api/types';
import { t, type Word } from '../../i18n';
import { Dialog } from '../../shared/Dialog';
import { Icon } from '../../shared/icons';
import { fixedIds } from './columns';

/** Chooses the columns of the table; the address keeps them. */
export function ColumnPicker({ keys, chosen, choose }: { keys: RunKeys; chosen: readonly string[]; choose: (columns: string[] | null) => void }): JSX.Element {
  const [open, setOpen] = useState(false);
  const [wanted, setWanted] = useState('');
  const groups: (readonly [Word, readonly string[]])[] = [
    ['columns.facts', fixedIds.filter((id) => id !== 'name')],
    ['columns.metrics', keys.metrics.map((k) => `metrics.${k}`)],
    ['columns.params', keys.params.map((k) => `params.${k}`)],
    ['columns.tags', keys.tags.map((k) => `tags.${k}`)],
  ];
  const toggle = (id: string): void => choose(chosen.includes(id) ? chosen.filter((c) => c !== id) : [...chosen, id]);
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        <Icon name="columns" /> {t('columns.choose')}
      </button>
      {open && (
        <Dialog title={t('columns.choose')} close={() => setOpen(false)}>
          <div class="toolbar">
            <input type="search" placeholder={t('columns.search')} aria-label={t('columns.search')} value={wanted} onInput={(event: Event) => setWanted((event.target as HTMLInputElement).value)} />
            <button type="button" onClick={() => choose(null)}>
              {t('columns.usual')}
            </button>
          </div>
          <div class="picker">
            {groups.map(([word, ids]) => {
              const shown = ids.filter((id) => id.toLowerCase().includes(wanted.toLowerCase()));
              return (
                shown.length > 0 && (
                  <fieldset key={word}>
                    <legend>{t(word)}</legend>
                    {shown.map((id) => (
                      <label key={id} class="check">
                        <input type="checkbox" checked={chosen.includes(id)} onChange={() => toggle(id)} />
                        {fixedIds.includes(id) ? t(`column.${id}` as Word) : id.slice(id.indexOf('.') + 1)}
                      </label>
                    ))}
                  </fieldset>
                )
              );
            })}
          </div>
        </Dialog>
      )}
    </>
  );
}
