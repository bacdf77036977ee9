import { createStore, useStore } from './store';

/** Where the dashboard is: a path for the page, a query for all that the page shows, so that a link holds it. */
export interface Place {
  path: string;
  query: URLSearchParams;
}

const here = (): Place => ({ path: location.pathname, query: new URLSearchParams(location.search) });
const place = createStore(here());

window.addEventListener('popstate', () => place.set(here()));

export const usePlace = (): Place => useStore(place);

export type Changes = Record<string, string | number | readonly string[] | null | undefined>;

/** An address with a query; empty values are left out. */
export function address(path: string, values: Changes = {}): string {
  const query = apply(new URLSearchParams(), values).toString();
  return query ? `${path}?${query}` : path;
}

/** All values of a part of the query; an empty one, as a hand that deletes leaves it, is none. */
export const all = (query: URLSearchParams, key: string): string[] => query.getAll(key).filter((value) => value !== '');

/** Goes to another page; one that nobody should come back to is replaced in the history. */
export function go(to: string, replace = false): void {
  history[replace ? 'replaceState' : 'pushState'](null, '', to);
  place.set(here());
}

/** Changes parts of the query. What people would not call another page replaces the entry in the history. */
export function setQuery(values: Changes, replace = true): void {
  const query = apply(new URLSearchParams(location.search), values).toString();
  const to = location.pathname + (query ? `?${query}` : '');
  if (replace) {
    history.replaceState(null, '', to);
  } else {
    history.pushState(null, '', to);
  }
  place.set(here());
}

function apply(query: URLSearchParams, values: Changes): URLSearchParams {
  for (const [key, value] of Object.entries(values)) {
    query.delete(key);
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== null && one !== undefined && one !== '') {
        query.append(key, String(one));
      }
    }
  }
  return query;
}
