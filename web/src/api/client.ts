import { createStore } from '../app/store';
import type { Caller, Problem } from './types';

/** Who asks, as the server told last; null until it did. */
export const caller = createStore<Caller | null>(null);

/** An answer that says no, with all that was wrong. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly problems: readonly Problem[] = [],
  ) {
    super(message);
  }
}

export type Query = Record<string, string | number | boolean | readonly string[] | null | undefined>;

export async function get<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
  return ask<T>('GET', apiAddress(path + text(query)), undefined, signal);
}

export async function send<T>(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<T> {
  return ask<T>(method, apiAddress(path), body);
}

/** Asks by MLflow's routes for what only they do, such as a change of a run's tags. */
export async function sendMlflow(path: string, body: unknown): Promise<void> {
  await ask('POST', '/ajax-api/2.0/mlflow/' + path, body);
}

export async function refreshCaller(): Promise<Caller> {
  const now = await get<Caller>('/session');
  caller.set(now);
  return now;
}

/** An address of the API for a link or a frame. */
export const apiAddress = (path: string): string => '/api/v1' + path;

/** A name as part of an address. */
export const part = encodeURIComponent;

function text(query: Query): string {
  const pairs = Object.entries(query).flatMap(([key, value]) =>
    (Array.isArray(value) ? value : [value])
      .filter((one) => one !== null && one !== undefined && one !== '')
      .map((one): [string, string] => [key, String(one)]),
  );
  return pairs.length > 0 ? '?' + new URLSearchParams(pairs).toString() : '';
}

// Asked by theme.js before there was anything here; each answer is for the first who wants it.
type Asked = Record<string, Promise<Response | undefined>>;
const asked: Asked = (window as { vaneAsked?: Asked }).vaneAsked ?? {};

function taken(method: string, address: string): Promise<Response | undefined> | undefined {
  const path = address.slice(apiAddress('').length);
  const answer = method === 'GET' ? asked[path] : undefined;
  delete asked[path];
  return answer;
}

async function ask<T>(method: string, address: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  const csrf = caller.get()?.csrf;
  if (csrf && method !== 'GET') {
    headers['X-Vane-Csrf'] = csrf;
  }
  if (body !== undefined) {
    headers['Content-Type'] = 'application/json';
  }
  const answer =
    (await taken(method, address)) ??
    (await fetch(address, {
      method,
      headers,
      credentials: 'same-origin',
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    }));
  if (answer.ok) {
    return (answer.status === 204 ? undefined : await answer.json()) as T;
  }
  const known = caller.get();
  if (answer.status === 401 && address !== apiAddress('/session') && known?.name) {
    // The session ended: the page to log in takes over.
    caller.set({ keysNeeded: true, name: null, role: null, csrf: null });
  }
  throw await errorOf(answer);
}

async function errorOf(answer: Response): Promise<ApiError> {
  try {
    const problem = (await answer.json()) as { detail?: string; message?: string; title?: string; problems?: Problem[] };
    return new ApiError(answer.status, problem.detail ?? problem.message ?? problem.title ?? answer.statusText, problem.problems);
  } catch {
    return new ApiError(answer.status, `${answer.status} ${answer.statusText}`);
  }
}
