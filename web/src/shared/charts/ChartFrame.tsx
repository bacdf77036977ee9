import type { ComponentChildren, JSX } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import { t } from '../../i18n';
import { csv, download, fileName, type Cell } from '../download';
import { number } from '../format';
import { Icon } from '../icons';
import { toPicture } from './picture';

/** The figures behind a chart. */
export interface Table {
  columns: readonly string[];
  rows: readonly (readonly Cell[])[];
}

const shownRows = 500;

/** A chart with a title, the table behind it, and both to take away; none says why there is nothing to draw. */
export function ChartFrame({ title, note, table, none, children }: { title: string; note?: ComponentChildren; table: Table; none?: string; children: ComponentChildren }): JSX.Element {
  const [asTable, setAsTable] = useState(false);
  const body = useRef<HTMLDivElement>(null);
  const id = useId();
  if (none !== undefined) {
    return (
      <figure class="chart" aria-labelledby={id}>
        <figcaption>
          <h3 id={id}>{title}</h3>
        </figcaption>
        <p class="soft pad">{none}</p>
      </figure>
    );
  }
  return (
    <figure class="chart" aria-labelledby={id}>
      <figcaption>
        <h3 id={id}>{title}</h3>
        <div class="actions">
          <button type="button" class="quiet" aria-pressed={asTable} onClick={() => setAsTable(!asTable)} title={t('chart.table')} aria-label={`${t('chart.table')}: ${title}`}>
            <Icon name="table" />
          </button>
          <button type="button" class="quiet" disabled={asTable} onClick={() => void toPicture(body.current, title)} title={t('chart.png')} aria-label={`${t('chart.png')}: ${title}`}>
            <Icon name="image" />
          </button>
          <button type="button" class="quiet" onClick={() => download(`${fileName(title)}.csv`, csv(table.columns, table.rows))} title={t('chart.csv')} aria-label={`${t('chart.csv')}: ${title}`}>
            <Icon name="download" />
          </button>
        </div>
      </figcaption>
      {note && <p class="soft note">{note}</p>}
      <div class="chart-body" ref={body} hidden={asTable}>
        {children}
      </div>
      {asTable && <FigureTable title={title} table={table} />}
    </figure>
  );
}

function FigureTable({ title, table }: { title: string; table: Table }): JSX.Element {
  return (
    <div class={`table-scroll rows${table.columns.length === 2 ? ' two' : ''} figures`} tabIndex={0} role="region" aria-label={title}>
      <table>
        <thead>
          <tr>
            {table.columns.map((column, place) => (
              <th key={place} scope="col" class={isNumeric(table, place) ? 'right' : ''}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.slice(0, shownRows).map((row, at) => (
            <tr key={at}>
              {row.map((cell, place) => (
                <td key={place} data-title={table.columns[place]} class={typeof cell === 'number' ? 'right' : ''}>
                  {typeof cell === 'number' ? number(cell) : (cell ?? '–')}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {table.rows.length > shownRows && <p class="soft pad">{t('chart.more', { shown: shownRows, all: table.rows.length })}</p>}
    </div>
  );
}

const isNumeric = (table: Table, place: number): boolean => typeof table.rows[0]?.[place] === 'number';
