import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { get, part } from '../../api/client';
import type { ExperimentReport, Retraining, Series, SeriesEvent } from '../../api/types';
import { address } from '../../app/router';
import { t } from '../../i18n';
import { Badge } from '../../shared/Badges';
import { ago, moment } from '../../shared/format';
import { Link } from '../../shared/Link';
import { Shown } from '../../shared/States';
import { useData } from '../../shared/useData';
import { readEvents } from '../drift/SeriesEvents';
import { useMayWrite } from '../experiments/ExperimentsPage';
import { TrainDialog } from './TrainDialog';

const [readBack, shownEvents] = [50, 3];

/** How the model of each series is looked after: who answers, who challenges, when it was trained last, what happened. */
export function SeriesCare({ series }: { series: readonly Series[] }): JSX.Element {
  return (
    <>
      <h2>{t('care.title')}</h2>
      <div class="cards care">
        {series.map((one) => (
          <CareCard key={one.name} series={one} />
        ))}
      </div>
    </>
  );
}

interface Care {
  retraining: Retraining;
  events: SeriesEvent[];
  challengers: { id: number; version: string }[];
}

function CareCard({ series }: { series: Series }): JSX.Element {
  const care = useData(`care ${series.name}`, (signal) => readCare(series.name, signal), ['series', 'model', 'experiment']);
  return (
    <article class="card">
      <h3>{series.name}</h3>
      <Shown of={care} rows={6}>
        {(found) => <Found series={series} care={found} reload={care.reload} />}
      </Shown>
    </article>
  );
}

function Found({ series, care, reload }: { series: Series; care: Care; reload: () => void }): JSX.Element {
  const [asking, setAsking] = useState(false);
  const mayWrite = useMayWrite();
  const { retraining, events, challengers } = care;
  const champion = series.latest && `${series.latest.model}:${series.latest.version}`;
  // A refresh has learnt what drifted before it.
  const refreshed = events.findIndex((e) => e.kind === 'refreshed');
  const drift = (refreshed < 0 ? events : events.slice(0, refreshed)).find((e) => e.kind === 'drift');
  const trained = events.find((e) => e.kind === 'refreshed' || e.kind === 'kept' || e.kind === 'failed');
  const others = events.filter((e) => e !== trained);
  const requested = retraining.plan?.requested;
  const waits = requested && (!trained || Date.parse(trained.at) < Date.parse(requested));
  return (
    <>
      <dl class="pairs-small">
        <dt>{t('care.champion')}</dt>
        <dd>{champion ? <Link to={address('/models', { name: series.latest?.model })}>{champion}</Link> : (series.models[0] ?? '–')}</dd>
        <dt>{t('care.challengers')}</dt>
        <dd>{challengers.length === 0 ? '–' : challengers.map((c) => <Link key={`${c.id} ${c.version}`} to={address('/experiments', { id: c.id })}>{`${c.version} `}</Link>)}</dd>
        <dt>{t('care.trained')}</dt>
        <dd>{waits ? `${t('care.waits')}, ${ago(requested)}` : trained ? <Happened series={series.name} event={trained} /> : t('care.never')}</dd>
        <dt>{t('nav.drift')}</dt>
        <dd>
          <Link to={address('/drift', { series: series.name })}>
            {drift ? <Badge tone="bad" icon="cross" text={t('drift.alarm')} title={drift.words} /> : t('care.no-drift')}
          </Link>
        </dd>
        <dt>{t('care.plan')}</dt>
        <dd>{planOf(retraining)}</dd>
      </dl>
      {retraining.problem && <p class="problem small">{retraining.problem}</p>}
      {others.length > 0 && (
        <ul class="small newest" aria-label={t('drift.events')}>
          {others.slice(0, shownEvents).map((event) => (
            <li key={event.id}>
              <Happened series={series.name} event={event} />
            </li>
          ))}
        </ul>
      )}
      {mayWrite && series.models.length > 0 && (
        <button type="button" onClick={() => setAsking(true)} aria-label={`${t('care.train')}: ${series.name}`}>
          {t('care.train')}
        </button>
      )}
      {asking && (
        <TrainDialog
          series={series.name}
          close={() => setAsking(false)}
          done={() => {
            setAsking(false);
            reload();
          }}
        />
      )}
    </>
  );
}

/** One event; where it leads stands why. */
function Happened({ series, event }: { series: string; event: SeriesEvent }): JSX.Element {
  return (
    <span title={event.words}>
      <Link to={address('/drift', { series })}>{t(`care.${event.kind}`)}</Link>
      {` ${event.model}:${event.version}, `}
      <time dateTime={event.at} title={moment(event.at)}>
        {ago(event.at)}
      </time>
    </span>
  );
}

function planOf({ plan }: Retraining): string {
  const parts = plan ? [plan.schedule === 'never' ? '' : plan.schedule, plan.onDrift && plan.check !== 'never' ? t('care.on-drift') : '', plan.onDecay && plan.check !== 'never' ? t('care.on-decay') : ''].filter((p) => p !== '') : [];
  return parts.length > 0 ? parts.join(', ') : t('care.no-plan');
}

async function readCare(series: string, signal: AbortSignal): Promise<Care> {
  const [retraining, events, experiments] = await Promise.all([
    get<Retraining>(`/series/${part(series)}/retraining`, {}, signal),
    readEvents(series, readBack, signal),
    get<ExperimentReport[]>('/experiments', { series, running: true }, signal),
  ]);
  return {
    retraining,
    events,
    challengers: experiments.flatMap((e) => e.challengers.map((c) => ({ id: e.experiment.id, version: c.version }))),
  };
}
