import { useEffect, useRef } from 'preact/hooks';
import { createStore } from './store';

/** What the server says changed. */
export interface Change {
  kind: string;
  id: string;
  change: 'created' | 'updated';
}

/** Whether changes arrive. */
export const connected = createStore(false);

type Listener = (change: Change | null) => void;
const listeners = new Set<Listener>();
let source: EventSource | null = null;
let heard = false;

/** Starts to listen; the browser comes back by itself after a break. */
export function listen(): void {
  if (source) {
    return;
  }
  source = new EventSource('/api/v1/events');
  source.onopen = () => {
    connected.set(true);
    if (heard) {
      // After a break anything may have changed.
      listeners.forEach((tell) => tell(null));
    }
    heard = true;
  };
  source.onerror = () => {
    connected.set(false);
    if (source?.readyState === EventSource.CLOSED) {
      source = null;
      setTimeout(listen, 5000);
    }
  };
  source.addEventListener('change', (event) => {
    const change = JSON.parse((event as MessageEvent<string>).data) as Change;
    listeners.forEach((tell) => tell(change));
  });
  source.addEventListener('reload', () => listeners.forEach((tell) => tell(null)));
}

export function hush(): void {
  source?.close();
  source = null;
  connected.set(false);
}

/** Calls back when something of these kinds changed, or anything may have: after a break. Many changes together once. */
export function useLive(kinds: readonly string[], changed: () => void): void {
  const latest = useRef(changed);
  latest.current = changed;
  const wanted = kinds.join();
  useEffect(() => {
    const names = wanted.split(',');
    let waiting: number | undefined;
    const tell: Listener = (change) => {
      if (change === null || names.includes(change.kind)) {
        waiting ??= window.setTimeout(() => {
          waiting = undefined;
          latest.current();
        }, 300);
      }
    };
    listeners.add(tell);
    return () => {
      listeners.delete(tell);
      clearTimeout(waiting);
    };
  }, [wanted]);
}
