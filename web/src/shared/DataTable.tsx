import type { ComponentChildren, JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { t } from '../i18n';
import { count } from './format';
import { Icon } from './icons';
import { useUnfold } from './useUnfold';

/** A column of a table. */
export interface Column<T> {
  title: string;
  cell: (row: T) => ComponentChildren;
  /** What it is sorted by; without it the column is not. */
  sort?: (row: T) => number | string;
  right?: boolean;
  wide?: boolean;
}

// A phone shows two or three cards at once.
const phoneRows = 10;

/** A table that is shown whole, sorted by a click on a column's head. On a phone each row is a card whose cells name their columns, and the first ten are shown until all are asked for; elsewhere the first so many, and those marked or to be kept in sight, where a table says how many tell the story. */
export function DataTable<T>({ label, columns, rows, id, marked, first, kept }: { label: string; columns: readonly Column<T>[]; rows: readonly T[]; id: (row: T) => string | number; marked?: (row: T) => boolean; first?: number; kept?: (row: T) => boolean }): JSX.Element {
  const [order, setOrder] = useState<{ column: number; down: boolean } | null>(null);
  const [whole, setWhole] = useState(false);
  const folds = !whole && rows.length > phoneRows + 2;
  const foldsAnywhere = folds && first !== undefined && rows.length > first + 2;
  const body = useRef<HTMLTableSectionElement>(null);
  const unfold = useUnfold(whole, () => setWhole(true), () => [...(body.current?.rows ?? [])], first);
  // What is alone has no order.
  const sorts = rows.length > 1;
  const by = order === null ? undefined : columns[order.column]?.sort;
  const sorted = by ? rows.toSorted((a, b) => compare(by(a), by(b)) * (order?.down ? -1 : 1)) : rows;
  const shown = foldsAnywhere ? sorted.filter((row, place) => place < first || marked?.(row) || kept?.(row)) : sorted;
  return (
    <div class={`table-scroll rows${columns.length === 2 ? ' two' : ''}${folds ? ' folded' : ''}${foldsAnywhere ? ' brief' : ''}`} tabIndex={0} role="region" aria-label={label}>
      <table>
        <thead>
          <tr data-title={t('table.sort')}>
            {columns.map((column, place) => (
              <th key={column.title} scope="col" class={column.right ? 'right' : ''} {...(column.sort && sorts && { 'aria-sort': order?.column !== place ? 'none' : order.down ? 'descending' : 'ascending' })}>
                {column.sort && sorts ? (
                  <button type="button" onClick={() => setOrder((now) => ({ column: place, down: now?.column === place ? !now.down : false }))}>
                    {column.title}
                    {order?.column === place && <Icon name={order.down ? 'down' : 'up'} size={12} />}
                  </button>
                ) : (
                  column.title
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody ref={body}>
          {shown.map((row) => (
            <tr key={id(row)} class={marked?.(row) ? 'marked' : ''}>
              {columns.map((column) => (
                <td key={column.title} data-title={column.title} class={(column.right ? 'right ' : '') + (column.wide ? 'wide' : '')}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {folds && (
        <button type="button" class="unfold" onClick={unfold}>
          {t('table.all', { count: count(rows.length) })}
        </button>
      )}
      {rows.length === 0 && <p class="soft pad">{t('table.empty')}</p>}
    </div>
  );
}

/** What is no number comes last. */
export function compare(a: number | string, b: number | string): number {
  const [x, y] = [Number.isNaN(a) ? Infinity : a, Number.isNaN(b) ? Infinity : b];
  return x < y ? -1 : x > y ? 1 : 0;
}
