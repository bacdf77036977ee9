import { useEffect, useRef, useState } from 'preact/hooks';
import { get } from '../../api/client';
import type { RunRow, RunTable } from '../../api/types';
import { useLive } from '../../app/live';

const pageRows = 100;
const mostPages = 30;

/** The table of runs as far as it was looked at: rows come in pages when they are about to be seen, and old pages are forgotten. */
export interface RunPages {
  total: number | undefined;
  row: (place: number) => RunRow | undefined;
  see: (first: number, last: number) => void;
  error: Error | undefined;
  reload: () => void;
}

export function useRunPages(filter: string, order: string, columns: readonly string[]): RunPages {
  const key = JSON.stringify([filter, order, columns]);
  const pages = useRef(new Map<number, RunRow[]>());
  const asked = useRef(new Map<number, AbortController>());
  const keyOfPages = useRef(key);
  const seen = useRef<[number, number]>([0, 40]);
  const [state, setState] = useState<{ total?: number; error?: Error; turn: number }>({ turn: 0 });

  const read = async (page: number, fresh: boolean): Promise<void> => {
    if (asked.current.has(page) || (!fresh && keyOfPages.current === key && pages.current.has(page))) {
      return;
    }
    const abort = new AbortController();
    asked.current.set(page, abort);
    try {
      const part = await get<RunTable>('/runs/table', { filter, orderBy: order ? [order] : [], offset: page * pageRows, limit: pageRows, column: columns }, abort.signal);
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
      setState((before) => ({ total: part.total, turn: before.turn + 1 }));
    } catch (error) {
      if (!abort.signal.aborted) {
        setState((before) => ({ ...before, error: error as Error }));
      }
    } finally {
      if (asked.current.get(page) === abort) {
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
    asked.current.forEach((abort) => abort.abort());
    asked.current.clear();
    refresh();
    return () => asked.current.forEach((abort) => abort.abort());
  }, [key]);
  useLive(['run'], refresh);

  return {
    total: state.total,
    row: (place) => pages.current.get(Math.floor(place / pageRows))?.[place % pageRows],
    see: (first, last) => {
      seen.current = [Math.max(0, first), Math.max(0, Math.min(last, (state.total ?? last + 1) - 1))];
      visible().forEach((page) => void read(page, false));
    },
    error: state.error,
    reload: refresh,
  };
}
