import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { RunRow } from '../../api/types';
import { address, go } from '../../app/router';
import { t, type Word } from '../../i18n';
import { Status } from '../../shared/Badges';
import { ago, count, duration, moment, number, toNumber } from '../../shared/format';
import { Icon } from '../../shared/icons';
import { Link } from '../../shared/Link';
import { usePhone } from '../../shared/usePhone';
import { columnOf, fixedIds, isValue, titleOf, type RunColumn } from './columns';
import type { RunPages } from './useRunPages';

const [lineHeight, phoneLine, phoneSpace] = [34, 22, 14];
const spare = 10;
// What a card of a phone shows without its name.
const plain = ['status', 'start'];

/** A table as long as there are runs, of which only the rows in sight exist; on a phone each is a card with two columns below its name. Arrows move, Enter opens, Space marks. */
export function RunsTable({ pages, columns: ids, order, sortBy, marked, mark }: { pages: RunPages; columns: readonly string[]; order: string; sortBy: (column: RunColumn) => void; marked: ReadonlySet<string>; mark: (id: string) => void }): JSX.Element {
  const scroller = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 600 });
  const [active, setActive] = useState(-1);
  const total = pages.total ?? 0;
  const isPhone = usePhone();
  const rowHeight = isPhone ? phoneSpace + phoneLine * (1 + Math.ceil((ids.length - 1) / 2)) : lineHeight;
  const first = Math.max(0, Math.floor(view.top / rowHeight) - spare);
  const last = Math.min(total - 1, Math.ceil((view.top + view.height) / rowHeight) + spare);
  const columns = ids.map(columnOf);
  const values = ids.filter(isValue);
  const template = `36px ${columns.map((column, place) => (place === 0 ? `minmax(${column.width}px, 1fr)` : `${column.width}px`)).join(' ')}`;
  // Of every row the same, whatever it holds: else a long name would push the columns of its own row aside.
  const minWidth = `${columns.reduce((sum, column) => sum + column.width, 36)}px`;
  // Whether they hold is for the styles to say: a script hears of a window's new width one frame too late.
  const layout = { '--columns': template, '--width': minWidth };

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) {
      return;
    }
    const look = (): void => setView({ top: element.scrollTop, height: element.clientHeight });
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, []);
  useEffect(() => pages.see(first, Math.max(first, last)), [first, last, pages.total, order, ids.join()]);

  const move = (to: number): void => {
    const place = Math.max(0, Math.min(total - 1, to));
    setActive(place);
    const element = scroller.current;
    if (element) {
      const [top, bottom] = [place * rowHeight, (place + 2) * rowHeight];
      element.scrollTop = top < element.scrollTop ? top : bottom > element.scrollTop + element.clientHeight ? bottom - element.clientHeight : element.scrollTop;
    }
  };
  const press = (event: KeyboardEvent): void => {
    if (event.target !== scroller.current) {
      return;
    }
    const screen = Math.max(1, Math.floor(view.height / rowHeight) - 2);
    const steps: Record<string, number> = { ArrowDown: active + 1, ArrowUp: active - 1, PageDown: active + screen, PageUp: active - screen, Home: 0, End: total - 1 };
    const to = steps[event.key];
    const row = pages.row(active);
    if (to !== undefined) {
      event.preventDefault();
      move(to);
    } else if (row && event.key === 'Enter') {
      go(runLink(row.id));
    } else if (row && event.key === ' ') {
      event.preventDefault();
      mark(row.id);
    }
  };

  return (
    <div class="grid" role="grid" tabIndex={0} ref={scroller} onKeyDown={press} aria-label={t('runs.table', { count: count(total) })} aria-rowcount={total + 1} aria-colcount={columns.length + 1} style={layout} {...(active >= 0 && { 'aria-activedescendant': `run-row-${active}` })}>
      <div class="grid-head" role="row" aria-rowindex={1}>
        <span role="columnheader" aria-label={t('runs.mark')} />
        {columns.map((column) => {
          const sorted = order.startsWith(`${column.order} `) && column.id !== 'experiment';
          const down = order.endsWith('DESC');
          return (
            <span key={column.id} role="columnheader" class={column.right ? 'right' : ''} aria-sort={sorted ? (down ? 'descending' : 'ascending') : 'none'}>
              <button type="button" onClick={() => sortBy(column)} title={column.id}>
                <span>{columnTitle(column.id)}</span>
                {sorted && <Icon name={down ? 'down' : 'up'} size={12} />}
              </button>
            </span>
          );
        })}
      </div>
      <div class="grid-body" role="rowgroup" style={{ height: `${total * rowHeight}px` }}>
        {Array.from({ length: Math.max(0, last - first + 1) }, (_, n) => first + n).map((place) => {
          const row = pages.row(place);
          return (
            <div
              key={place}
              id={`run-row-${place}`}
              role="row"
              aria-rowindex={place + 2}
              aria-selected={row ? marked.has(row.id) : false}
              class={place === active ? 'active' : ''}
              style={{ height: `${rowHeight}px`, transform: `translateY(${place * rowHeight}px)` }}
              onClick={() => setActive(place)}
            >
              <span role="gridcell">{row && <input type="checkbox" tabIndex={-1} checked={marked.has(row.id)} onChange={() => mark(row.id)} aria-label={t('runs.mark-one', { name: row.name })} />}</span>
              {columns.map((column) => (
                <span key={column.id} role="gridcell" {...(!plain.includes(column.id) && { 'data-title': columnTitle(column.id) })} class={column.right ? 'right' : ''}>
                  {row ? <CellOf row={row} id={column.id} value={row.values[values.indexOf(column.id)] ?? null} /> : <i class="bone" />}
                </span>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}

export const runLink = (id: string): string => {
  const query = new URLSearchParams(location.search);
  query.set('run', id);
  return address('/runs') + '?' + query.toString();
};

export const columnTitle = (id: string): string => (fixedIds.includes(id) ? t(`column.${id}` as Word) : titleOf(id));

function CellOf({ row, id, value }: { row: RunRow; id: string; value: string | number | null }): JSX.Element {
  switch (id) {
    case 'name':
      return (
        <Link to={runLink(row.id)} tabIndex={-1} title={row.id}>
          {row.name}
        </Link>
      );
    case 'status':
      return <Status status={row.status} />;
    case 'start':
      return (
        <time dateTime={row.start} title={ago(row.start)}>
          {moment(row.start)}
        </time>
      );
    case 'duration':
      return <>{duration(row.start, row.end)}</>;
    case 'experiment':
      return <>{row.experiment}</>;
    case 'user':
      return <>{row.user}</>;
    default:
      return id.startsWith('metrics.') ? <>{number(toNumber(value))}</> : <span title={String(value ?? '')}>{value ?? '–'}</span>;
  }
}
