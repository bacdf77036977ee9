import { useCallback, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useLive } from '../app/live';

/** Data on its way: what is there stays shown while newer is read, so that nothing flashes. */
export interface Data<T> {
  data: T | undefined;
  error: Error | undefined;
  loading: boolean;
  reload: () => void;
}

/** Reads when the key changes, and again when the server says that something of these kinds changed. */
export function useData<T>(key: string | null, read: (signal: AbortSignal) => Promise<T>, live: readonly string[] = []): Data<T> {
  const [state, setState] = useState<{ key: string | null; data?: T; error?: Error; loading: boolean }>({ key: null, loading: key !== null });
  const latest = useRef(read);
  latest.current = read;
  const [turn, setTurn] = useState(0);
  const reload = useCallback(() => setTurn((n) => n + 1), []);
  // Before the next paint, so that the question is on its way a frame earlier.
  useLayoutEffect(() => {
    if (key === null) {
      setState({ key, loading: false });
      return;
    }
    const abort = new AbortController();
    setState((before) => (before.key === key ? { ...before, loading: true } : { key, loading: true }));
    latest.current(abort.signal).then(
      (data) => !abort.signal.aborted && setState({ key, data, loading: false }),
      (error: Error) => !abort.signal.aborted && setState((before) => ({ ...before, key, error, loading: false })),
    );
    return () => abort.abort();
  }, [key, turn]);
  useLive(live, reload);
  const current = state.key === key ? state : { loading: key !== null };
  return { data: 'data' in current ? current.data : undefined, error: 'error' in current ? current.error : undefined, loading: current.loading, reload };
}
