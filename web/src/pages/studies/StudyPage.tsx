import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { get, part } from '../../api/client';
import type { Importance, KeptStudy, Trial } from '../../api/types';
import { address, setQuery, usePlace } from '../../app/router';
import { t } from '../../i18n';
import { ContourPlot } from '../../shared/charts/ContourPlot';
import { Lines } from '../../shared/charts/Lines';
import { ParallelPlot } from '../../shared/charts/ParallelPlot';
import { Scatter } from '../../shared/charts/Scatter';
import { count, number, short, toNumber } from '../../shared/format';
import { Link } from '../../shared/Link';
import { MissingHead, PageHead } from '../../shared/PageHead';
import { Empty, Shown } from '../../shared/States';
import { useData } from '../../shared/useData';
import { Importances } from './Importances';
import { bestOf, parametersOf, scored } from './space';
import { Timeline } from './Timeline';
import { Trials } from './Trials';

/** One search: the best so far, which parameters mattered, slices, a contour, and all trials. */
export function StudyPage({ id }: { id: string }): JSX.Element {
  const study = useData(`study ${id}`, (signal) => get<KeptStudy>(`/studies/${part(id)}`, {}, signal));
  const trials = useData(`trials ${id}`, (signal) => get<Trial[]>(`/studies/${part(id)}/trials`, {}, signal), ['study']);
  const importances = useData(`importances ${id}`, (signal) => get<Importance[]>(`/studies/${part(id)}/importances`, {}, signal), ['study']);
  return (
    <>
      <p class="crumbs">
        <Link to="/studies">{t('nav.studies')}</Link> / <span>{study.data?.study.name ?? id}</span>
      </p>
      <MissingHead of={study} title={t('study.title', { id })} />
      <Shown of={study}>{(kept) => <Shown of={trials}>{(list) => <Found kept={kept} trials={list} importances={importances.data ?? []} />}</Shown>}</Shown>
    </>
  );
}

function Found({ kept, trials, importances }: { kept: KeptStudy; trials: readonly Trial[]; importances: readonly Importance[] }): JSX.Element {
  const { study } = kept;
  const best = bestOf(trials, study.higherIsBetter);
  const complete = useMemo(() => scored(trials), [trials]);
  return (
    <>
      <PageHead
        title={study.name}
        about={
          <span class="row">
            {t('study.about', { metric: study.metric, sampler: study.sampler, trials: count(trials.length) })}
            <Link to={address('/runs', { run: study.runId })}>{t('report.run')}</Link>
          </span>
        }
      />
      {best === undefined ? (
        <Empty title={t('study.no-trials')} />
      ) : (
        <>
          <p class="lead">
            {t('study.best', { metric: study.metric, value: best.standardError === null ? number(best.value) : `${number(best.value)} ± ${number(best.standardError)}`, trial: best.number })}
          </p>
          <p class="row chips">
            {Object.entries(best.parameters).map(([name, value]) => (
              <span class="chip" key={name}>
                {name} <b>{short(value)}</b>
              </span>
            ))}
          </p>
          <div class="charts">
            <BestSoFar study={study} trials={complete} />
            <Importances importances={importances} />
          </div>
          <div class="charts">
            <Distribution study={study} trials={complete} />
            <Timeline trials={trials} best={best} />
          </div>
          <Slices study={study} trials={complete} best={best} />
          <ContourChoice study={study} trials={complete} importances={importances} />
          <ParallelTrials study={study} trials={complete} />
        </>
      )}
      <h2>{t('study.trials')}</h2>
      <Trials study={study} trials={trials} {...(best && { best })} />
    </>
  );
}

type Study = KeptStudy['study'];

function BestSoFar({ study, trials }: { study: Study; trials: readonly Trial[] }): JSX.Element {
  const lines = useMemo(() => {
    let best = NaN;
    const running = trials.map((trial) => {
      const value = toNumber(trial.value);
      best = Number.isNaN(best) ? value : study.higherIsBetter ? Math.max(best, value) : Math.min(best, value);
      return [trial.number, best] as const;
    });
    return [
      // Trials and the best have the colours that all charts of a study give them.
      { name: t('study.each'), points: trials.map((trial) => [trial.number, toNumber(trial.value)] as const), dots: true },
      { name: t('study.best-so-far'), points: running },
    ];
  }, [trials, study.higherIsBetter]);
  return <Lines title={t('study.best-so-far')} x={t('study.trial')} y={study.metric} lines={lines} stepped />;
}

/** The share of trials that were at most worth a value: a step up at each. */
function Distribution({ study, trials }: { study: Study; trials: readonly Trial[] }): JSX.Element {
  const lines = useMemo(() => {
    const sorted = trials.map((trial) => toNumber(trial.value)).toSorted((a, b) => a - b);
    return [{ name: t('study.distribution.share'), points: sorted.map((value, place) => [value, (place + 1) / sorted.length] as const).filter(([value], place) => value !== sorted[place + 1]) }];
  }, [trials]);
  return <Lines title={t('study.distribution', { metric: study.metric })} note={t(study.higherIsBetter ? 'study.distribution.higher' : 'study.distribution.lower')} x={study.metric} y={t('study.distribution.share')} lines={lines} stepped />;
}

function Slices({ study, trials, best }: { study: Study; trials: readonly Trial[]; best: Trial }): JSX.Element {
  const parameters = parametersOf(study, trials).filter((p) => p.numeric);
  const slices = useMemo(
    () => parameters.map((p) => ({ ...p, points: trials.map((trial) => ({ name: `${trial.number}`, x: toNumber(trial.parameters[p.name]), y: toNumber(trial.value), marked: trial === best })) })),
    [trials],
  );
  return (
    <>
      <h2>{t('study.slices')}</h2>
      <div class="charts small-charts">
        {slices.map((slice) => (
          <Scatter key={slice.name} title={slice.name} name={t('study.trial')} x={slice.name} y={study.metric} points={slice.points} logX={slice.log} height={190} />
        ))}
      </div>
    </>
  );
}

function ContourChoice({ study, trials, importances }: { study: Study; trials: readonly Trial[]; importances: readonly Importance[] }): JSX.Element | null {
  const { query } = usePlace();
  const parameters = parametersOf(study, trials).filter((p) => p.numeric);
  const ranked = parameters.toSorted((a, b) => (importances.find((i) => i.name === b.name)?.share ?? 0) - (importances.find((i) => i.name === a.name)?.share ?? 0));
  const x = parameters.find((p) => p.name === query.get('x')) ?? ranked[0];
  const y = parameters.find((p) => p.name === query.get('y') && p !== x) ?? ranked.find((p) => p !== x);
  const points = useMemo(() => (x && y ? trials.map((trial) => ({ x: toNumber(trial.parameters[x.name]), y: toNumber(trial.parameters[y.name]), z: toNumber(trial.value), name: `${trial.number}` })) : []), [trials, x?.name, y?.name]);
  if (!x || !y) {
    return null;
  }
  const choice = (label: string, value: string, key: 'x' | 'y'): JSX.Element => (
    <label class="inline">
      {label}
      <select value={value} onChange={(event: Event) => setQuery({ [key]: (event.target as HTMLSelectElement).value })}>
        {parameters.map((p) => (
          <option key={p.name}>{p.name}</option>
        ))}
      </select>
    </label>
  );
  return (
    <>
      <h2>{t('study.contour')}</h2>
      <div class="toolbar">
        {choice(t('chart.x'), x.name, 'x')}
        {choice(t('chart.y'), y.name, 'y')}
      </div>
      <ContourPlot title={t('study.contour-of', { metric: study.metric, x: x.name, y: y.name })} x={x} y={y} z={study.metric} points={points} higherIsBetter={study.higherIsBetter} name={t('study.trial')} />
    </>
  );
}

function ParallelTrials({ study, trials }: { study: Study; trials: readonly Trial[] }): JSX.Element {
  const axes = useMemo(
    () => [
      ...parametersOf(study, trials).map((p) => ({ name: p.name, values: trials.map((trial) => (p.numeric ? toNumber(trial.parameters[p.name]) : (trial.parameters[p.name] ?? null))) })),
      { name: study.metric, values: trials.map((trial) => toNumber(trial.value)) },
    ],
    [trials],
  );
  const names = useMemo(() => trials.map((trial) => String(trial.number)), [trials]);
  return <ParallelPlot title={t('parallel.title', { metric: study.metric })} name={t('study.trial')} names={names} axes={axes} higherIsBetter={study.higherIsBetter} height={320} />;
}
