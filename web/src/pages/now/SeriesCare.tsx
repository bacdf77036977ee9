import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { get, part } from '../../api/client';
import type { AliasMove, ExperimentReport, Forecast, Retraining, Series, SeriesEvent } from '../../api/types';
import { address } from '../../app/router';
import { t } from '../../i18n';
import { Badge, Verdict } from '../../shared/Badges';
import { ago, moment } from '../../shared/format';
import { Link } from '../../shared/Link';
import { Shown } from '../../shared/States';
import { useData } from '../../shared/useData';
import { readEvents } from '../drift/SeriesEvents';
import { useMayWrite } from '../experiments/ExperimentsPage';
import { useVersions } from '../models/useVersions';
import { answersOf, movesOf, type Answers } from './answering';
import { saidIn } from './said';
import { TrainDialog } from './TrainDialog';

const [readBack, shownEvents, shownBefore] = [50, 3, 3];

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
  moves: AliasMove[];
}

function CareCard({ series }: { series: Series }): JSX.Element {
  const care = useData(`care ${series.name}`, (signal) => readCare(series, signal), ['series', 'model', 'experiment']);
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
  const before = answersOf(series, care.moves).filter((a) => a.to !== null).toReversed();
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
        {series.latest && (
          <>
            <dt>{t('care.says')}</dt>
            <dd>
              <Says series={series.name} latest={series.latest} />
            </dd>
          </>
        )}
        <dt>{t('care.champion')}</dt>
        <dd>{champion ? <Link to={address('/models', { name: series.latest?.model })}>{champion}</Link> : (series.models[0] ?? '–')}</dd>
        {before.length > 0 && (
          <>
            <dt>{t('care.before')}</dt>
            <dd>
              <Before series={series} answers={before} />
            </dd>
          </>
        )}
        <dt>{t('care.challengers')}</dt>
        <dd>{challengers.length === 0 ? '–' : challengers.map((c) => <Link key={`${c.id} ${c.version}`} to={address('/experiments', { id: c.id })}>{`${c.version} `}</Link>)}</dd>
        <dt>{t('care.trained')}</dt>
        <dd>{waits ? `${t('care.waits')}, ${ago(requested)}` : trained ? <Happened series={series.name} event={trained} /> : t('care.never')}</dd>
        <dt>{t('nav.drift')}</dt>
        <dd>
          <Link to={address('/drift', { series: series.name })}>
            {drift ? <Badge tone="bad" icon="cross" text={t('drift.alarm')} title={drift.words} /> : driftOf(retraining)}
          </Link>
        </dd>
        <dt>{t('care.plan')}</dt>
        <dd>{planOf(retraining)}</dd>
      </dl>
      {retraining.problem && <p class="problem small" lang="en">{retraining.problem}</p>}
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

/** The latest forecast in a line; where it leads stands all of it. */
function Says({ series, latest }: { series: string; latest: Forecast }): JSX.Element {
  const version = useVersions(latest.model).data?.find((v) => v.version === latest.version);
  return (
    <span class="row says">
      <Link to={address('/', { series })}>{saidIn(latest)}</Link>
      {version && <Verdict verdict={version.verdict} />}
      <time class="soft small" dateTime={latest.knownAt} title={moment(latest.knownAt)}>
        {ago(latest.knownAt)}
      </time>
    </span>
  );
}

/** The versions that answered before, the newest first, each until when. */
function Before({ series, answers }: { series: Series; answers: readonly Answers[] }): JSX.Element {
  return (
    <>
      {answers.slice(0, shownBefore).map((a) => (
        <span key={a.from} class="part">
          <Link to={address('/models', { name: a.model, view: 'history' })}>{`${a.model}:${a.version}`}</Link> {a.to && <time dateTime={a.to} title={ago(a.to)}>{t('care.until', { time: moment(a.to) })}</time>}
        </span>
      ))}
      {answers.length > shownBefore && <Link to={address('/models', { name: answers[0]?.model ?? series.name, view: 'history' })}>{t('care.more', { count: answers.length - shownBefore })}</Link>}
    </>
  );
}

/** What is known of drift where none was seen: nothing, as long as nobody has looked. */
function driftOf({ plan, lastCheck, nextCheck }: Retraining): string {
  if (lastCheck) {
    return t(lastCheck.isTested ? 'care.no-drift' : 'care.untested', { ago: ago(lastCheck.at) });
  }
  return plan === null || plan.check === 'never' ? t('care.unplanned') : nextCheck === null ? t('care.elsewhere') : Date.parse(nextCheck) <= Date.now() ? t('care.unchecked-soon') : t('care.unchecked', { time: moment(nextCheck) });
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

async function readCare({ name: series, ...rest }: Series, signal: AbortSignal): Promise<Care> {
  const [retraining, events, experiments, moves] = await Promise.all([
    get<Retraining>(`/series/${part(series)}/retraining`, {}, signal),
    readEvents(series, readBack, signal),
    get<ExperimentReport[]>('/experiments', { series, running: true }, signal),
    movesOf({ name: series, ...rest }, signal),
  ]);
  return {
    retraining,
    events,
    moves,
    challengers: experiments.flatMap((e) => e.challengers.map((c) => ({ id: e.experiment.id, version: c.version }))),
  };
}
