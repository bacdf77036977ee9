import type { KeptStudy, Trial } from '../../api/types';
import { toNumber } from '../../shared/format';

/** A parameter of a search. */
export interface Parameter {
  name: string;
  log: boolean;
  numeric: boolean;
}

/** The parameters as the study's space says, or as its trials show. */
export function parametersOf(study: KeptStudy['study'], trials: readonly Trial[]): Parameter[] {
  const names = [...new Set(trials.flatMap((trial) => Object.keys(trial.parameters)))];
  const space = read(study.space);
  return names.map((name) => ({
    name,
    log: space[name]?.log === true,
    numeric: trials.every((trial) => trial.parameters[name] === undefined || !Number.isNaN(Number(trial.parameters[name]))),
  }));
}

function read(space: string): Record<string, { log?: boolean } | undefined> {
  try {
    const parsed: unknown = JSON.parse(space);
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, { log?: boolean }>) : {};
  } catch {
    return {};
  }
}

/** How long a trial took, in seconds; NaN where it was not measured. */
export const secondsOf = (trial: Trial): number => toNumber(trial.seconds);

/** Complete trials with a value. */
export const scored = (trials: readonly Trial[]): Trial[] => trials.filter((trial) => trial.state === 'complete' && Number.isFinite(toNumber(trial.value)));

export function bestOf(trials: readonly Trial[], higherIsBetter: boolean): Trial | undefined {
  return scored(trials).reduce<Trial | undefined>((best, trial) => (best === undefined || (higherIsBetter ? toNumber(trial.value) > toNumber(best.value) : toNumber(trial.value) < toNumber(best.value)) ? trial : best), undefined);
}
