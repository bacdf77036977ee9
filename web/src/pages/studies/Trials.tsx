import type { JSX } from 'preact';
import type { KeptStudy, Trial } from '../../api/types';
import { t } from '../../i18n';
import { DataTable, type Column } from '../../shared/DataTable';
import { number, short, span, toNumber } from '../../shared/format';
import { parametersOf, secondsOf } from './space';

// The newest; a search of some thousands would else take as long to show as to read.
const first = 30;

export function Trials({ study, trials, best }: { study: KeptStudy['study']; trials: readonly Trial[]; best?: Trial }): JSX.Element {
  const columns: Column<Trial>[] = [
    { title: t('study.trial'), cell: (trial) => trial.number, sort: (trial) => trial.number, right: true },
    { title: t('study.state'), cell: (trial) => <span class={`status ${trial.state === 'complete' ? 'good' : trial.state === 'failed' ? 'bad' : 'unsure'}`}><i aria-hidden="true" />{t(`trial.${trial.state}`)}</span>, sort: (trial) => trial.state },
    { title: study.metric, cell: (trial) => number(trial.value), sort: (trial) => toNumber(trial.value), right: true },
    { title: t('study.error'), cell: (trial) => number(trial.standardError), sort: (trial) => toNumber(trial.standardError), right: true },
    ...parametersOf(study, trials).map(
      (p): Column<Trial> => ({
        title: p.name,
        cell: (trial) => short(trial.parameters[p.name]),
        sort: (trial) => (p.numeric ? toNumber(trial.parameters[p.name]) : (trial.parameters[p.name] ?? '')),
        right: p.numeric,
      }),
    ),
    ...(trials.some((trial) => Number.isFinite(secondsOf(trial))) ? [{ title: t('column.duration'), cell: (trial: Trial) => (Number.isFinite(secondsOf(trial)) ? span(secondsOf(trial), 1) : '–'), sort: secondsOf, right: true }] : []),
    ...(trials.some((trial) => trial.message) ? [{ title: t('study.message'), cell: (trial: Trial) => trial.message ?? '', wide: true }] : []),
  ];
  return <DataTable label={t('study.trials')} rows={trials.toReversed()} id={(trial) => trial.number} marked={(trial) => trial === best} first={first} columns={columns} />;
}
