import { ApiError, get, part } from '../../api/client';
import type { AliasMove, Forecast, Series } from '../../api/types';

/** A version that answered for a series for a while; until now where there is no end. */
export interface Answers {
  model: string;
  version: number;
  from: string;
  to: string | null;
}

/** How a series names the model that answers for it: btc and btc@alias move with an alias, btc:4 does not. */
function namedBy(series: Series): { model: string; alias: string | null } | undefined {
  const [, model, sign, rest] = /^([^:@]+)(?:([:@])(.+))?$/.exec(series.models[0] ?? '') ?? [];
  return model === undefined ? undefined : { model, alias: sign === ':' ? null : (rest ?? 'champion') };
}

/** Moves of the aliases of the model that answers. None where there is no such model. */
export async function movesOf(series: Series, signal: AbortSignal): Promise<AliasMove[]> {
  const name = series.latest?.model ?? namedBy(series)?.model;
  return name === undefined ? [] : get<AliasMove[]>(`/models/${part(name)}/moves`, {}, signal).catch((error: Error) => (error instanceof ApiError ? [] : Promise.reject(error)));
}

/** Which versions have answered for a series, the first first. Moves that led nowhere new are one answer. */
export function answersOf(series: Series, moves: readonly AliasMove[]): Answers[] {
  const named = namedBy(series);
  if (!named || named.alias === null) {
    return [];
  }
  const own = moves.filter((m) => m.alias === named.alias).toSorted((a, b) => Date.parse(a.time) - Date.parse(b.time));
  return own.flatMap((move, at): Answers[] => {
    const next = own.slice(at + 1).find((m) => m.version !== move.version);
    const isSame = own[at - 1]?.version === move.version;
    return move.version === null || isSame ? [] : [{ model: named.model, version: move.version, from: move.time, to: next?.time ?? null }];
  });
}

/** What was said at the time: of each bar the forecast of the version that answered when it had closed, and where that said nothing, what the version of today says. */
export function saidAtTheTime(today: readonly Forecast[], before: readonly Forecast[], answers: readonly Answers[]): Forecast[] {
  const said = new Map(today.map((f) => [f.bar, f]));
  for (const forecast of before) {
    const known = Date.parse(forecast.knownAt);
    const answered = answers.find((a) => Date.parse(a.from) <= known && (a.to === null || known < Date.parse(a.to)));
    if (answered?.version === forecast.version && answered.model === forecast.model) {
      said.set(forecast.bar, forecast);
    }
  }
  return [...said.values()].toSorted((a, b) => Date.parse(a.bar) - Date.parse(b.bar));
}
