import { useEffect, useRef, useState } from 'preact/hooks';
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
  const seen = useRef<[number, number]>([0, 40]);
  const counting = useRef<AbortController | undefined>(undefined);
  const counted = useRef<{ key: string; total: number } | undefined>(undefined);
  const [state, setState] = useState<{ error?: Error; turn: number }>({ turn: 0 });

  // Rows are found at once, and counting goes through all runs: neither waits for the other.
  const recount = async (): Promise<void> => {
    if (counting.current) {
      return;
    }
    const abort = new AbortController();
    counting.current = abort;
    try {
      const { total } = await get<{ total: number }>('/runs/count', { filter }, abort.signal);
      if (!abort.signal.aborted) {
        counted.current = { key, total };
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
      }
      pages.current.set(page, part.rows);
      forget();
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

  useEffect(() => {
    counting.current?.abort();
    counting.current = undefined;
    refresh();
    void recount();
    // The table below may have asked for rows of the next question already: these go on.
    return () =>
      asked.current.forEach((one, page) => {
        if (one.key === key) {
          one.abort.abort();
          asked.current.delete(page);
        }
      });
  }, [key]);
  useLive(['run'], () => {
    refresh();
    void recount();
  });

  const isCounted = counted.current !== undefined && counted.current.key === keyOfPages.current;
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
