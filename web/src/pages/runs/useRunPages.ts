import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { get } from '../../api/client';
import type { RunRow, RunTable } from '../../api/types';
import { useLive } from '../../app/live';

const pageRows = 100;
const mostPages = 30;

/** The table of runs as far as it was looked at: rows come in pages when they are about to be seen, and old pages are forgotten. */
export interface RunPages {
  /** How many there are; until they are counted, as many as are known of. */
  total: number | undefined;
  counted: boolean;
  row: (place: number) => RunRow | undefined;
  see: (first: number, last: number) => void;
  error: Error | undefined;
  reload: () => void;
}

export function useRunPages(filter: string, order: string, columns: readonly string[]): RunPages {
  const key = JSON.stringify([filter, order, columns]);
  const pages = useRef(new Map<number, RunRow[]>());
  const asked = useRef(new Map<number, { key: string; abort: AbortController }>());
  const keyOfPages = useRef(key);
  const filterOfPages = useRef(filter);
  const seen = useRef<[number, number]>([0, 40]);
  const counting = useRef<AbortController | undefined>(undefined);
  const counted = useRef<{ filter: string; total: number } | undefined>(undefined);
  const [state, setState] = useState<{ error?: Error; turn: number }>({ turn: 0 });

  // Rows are found at once, and counting goes through all runs: it begins when the rows are there, so that they do not share a core with it.
  const recount = async (): Promise<void> => {
    if (counting.current) {
      return;
    }
    const abort = new AbortController();
    counting.current = abort;
    try {
      const { total } = await get<{ total: number }>('/runs/count', { filter }, abort.signal);
      if (!abort.signal.aborted) {
        counted.current = { filter, total };
        setState((before) => ({ ...before, turn: before.turn + 1 }));
      }
    } catch {
      // What is wrong with the question is told with the rows.
    } finally {
      if (counting.current === abort) {
        counting.current = undefined;
      }
    }
  };

  /** After rows of the table have come: its end tells how long it is, and so nothing has to be counted. */
  const count = (page: number, rows: number, fresh: boolean): void => {
    if (rows < pageRows && (rows > 0 || page === 0)) {
      counting.current?.abort();
      counting.current = undefined;
      counted.current = { filter, total: page * pageRows + rows };
    } else if (fresh || counted.current?.filter !== filter) {
      void recount();
    }
  };

  const read = async (page: number, fresh: boolean): Promise<void> => {
    const before = asked.current.get(page);
    if (before?.key === key || (!fresh && keyOfPages.current === key && pages.current.has(page))) {
      return;
    }
    before?.abort.abort();
    const abort = new AbortController();
    asked.current.set(page, { key, abort });
    try {
      const part = await get<RunTable>('/runs/table', { filter, orderBy: order ? [order] : [], offset: page * pageRows, limit: pageRows, column: columns, counted: false }, abort.signal);
      if (abort.signal.aborted) {
        return;
      }
      if (keyOfPages.current !== key) {
        // Rows of the question before stay until the first of the new one are there.
        pages.current.clear();
        keyOfPages.current = key;
        filterOfPages.current = filter;
      }
      pages.current.set(page, part.rows);
      forget();
      count(page, part.rows.length, fresh);
      setState((before) => ({ turn: before.turn + 1 }));
    } catch (error) {
      if (!abort.signal.aborted) {
        setState((before) => ({ ...before, error: error as Error }));
      }
    } finally {
      if (asked.current.get(page)?.abort === abort) {
        asked.current.delete(page);
      }
    }
  };

  const visible = (): number[] => {
    const [first, last] = seen.current.map((place) => Math.floor(place / pageRows)) as [number, number];
    return Array.from({ length: last - first + 1 }, (_, n) => first + n);
  };

  const forget = (): void => {
    const near = visible()[0] ?? 0;
    const far = [...pages.current.keys()].toSorted((a, b) => Math.abs(b - near) - Math.abs(a - near));
    far.slice(0, Math.max(0, far.length - mostPages)).forEach((page) => pages.current.delete(page));
  };

  const refresh = (): void => visible().forEach((page) => void read(page, true));

  // Before the next paint: an effect that waits for it would keep the question back by a frame.
  useLayoutEffect(() => {
    counting.current?.abort();
    counting.current = undefined;
    visible().forEach((page) => void read(page, counted.current?.filter !== filter));
    // The table below may have asked for rows of the next question already: these go on.
    return () =>
      asked.current.forEach((one, page) => {
        if (one.key === key) {
          one.abort.abort();
          asked.current.delete(page);
        }
      });
  }, [key]);
  useLive(['run'], refresh);

  const isCounted = counted.current?.filter === filterOfPages.current;
  const known = Math.max(0, ...[...pages.current].map(([page, rows]) => page * pageRows + rows.length));
  const total = pages.current.size === 0 ? undefined : isCounted ? counted.current?.total : known;
  return {
    total,
    counted: isCounted,
    row: (place) => pages.current.get(Math.floor(place / pageRows))?.[place % pageRows],
    see: (first, last) => {
      seen.current = [Math.max(0, first), Math.max(0, Math.min(last, (total ?? last + 1) - 1))];
      visible().forEach((page) => void read(page, false));
    },
    error: state.error,
    reload: refresh,
  };
}
