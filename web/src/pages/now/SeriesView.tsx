import type { JSX } from 'preact';
import { get, part } from '../../api/client';
import type { AliasMove, Forecast, ModelVersion, PriceBar, Series, SeriesEvent, SeriesScore } from '../../api/types';
import { address, setQuery, usePlace } from '../../app/router';
import { t } from '../../i18n';
import { Verdict } from '../../shared/Badges';
import { Candles, type CandleEvent } from '../../shared/charts/Candles';
import { ago, count, moment, percent } from '../../shared/format';
import { Icon } from '../../shared/icons';
import { Link } from '../../shared/Link';
import { Shown } from '../../shared/States';
import { Tabs } from '../../shared/Tabs';
import { useData } from '../../shared/useData';
import { readEvents } from '../drift/SeriesEvents';
import { answersOf, movesOf, saidAtTheTime } from './answering';
import { RunningScore } from './RunningScore';
import { sureness, wayOf } from './said';

const [shownBars, shownEvents, scorePoints, shownAnswers] = [300, 50, 300, 5];

/** The series whose bars come in: the latest forecast, the bars with what was said of them, and how it went. */
export function SeriesView({ series }: { series: readonly Series[] }): JSX.Element {
  const { query } = usePlace();
  const chosen = series.find((s) => s.name === query.get('series')) ?? series.find((s) => s.latest !== null) ?? series[0];
  return (
    <>
      {series.length > 1 && <Tabs label={t('series.choose')} tabs={series.map((s) => [s.name, s.name] as const)} chosen={chosen?.name ?? ''} choose={(name) => setQuery({ series: name })} />}
      {chosen && <OneSeries key={chosen.name} series={chosen} />}
    </>
  );
}

function OneSeries({ series }: { series: Series }): JSX.Element {
  const path = `/series/${part(series.name)}`;
  // Challengers of an experiment forecast each bar too: only what the answering version said belongs here.
  const model = series.latest && `${series.latest.model}:${series.latest.version}`;
  // All at once, in a place as high as they will be, so that nothing below moves when they come.
  const all = useData(`series ${series.name} ${model}`, (signal) => readSeries(path, series, model, signal), ['series', 'forecast', 'model']);
  return (
    <div class="series">
      <Shown of={all} rows={14}>
        {({ forecasts, bars, score, events }) => (
          <>
            <Latest series={series} latest={forecasts.at(-1)} score={score} />
            <Candles title={t('candles.title', { series: series.name, interval: series.interval })} bars={bars} forecasts={forecasts} events={events} />
            <RunningScore score={score} />
          </>
        )}
      </Shown>
    </div>
  );
}

interface Read {
  forecasts: Forecast[];
  bars: PriceBar[];
  score: SeriesScore;
  events: CandleEvent[];
}

async function readSeries(path: string, series: Series, model: string | null, signal: AbortSignal): Promise<Read> {
  const [forecasts, bars, score, events, moves] = await Promise.all([
    get<Forecast[]>(`${path}/forecasts`, { limit: shownBars + 1, model }, signal),
    get<PriceBar[]>(`${path}/bars`, { limit: shownBars }, signal),
    get<SeriesScore>(`${path}/score`, { points: scorePoints }, signal),
    readEvents(series.name, shownEvents, signal),
    movesOf(series, signal),
  ]);
  return {
    forecasts: await withThoseBefore(path, series, forecasts, bars[0], moves, signal),
    bars,
    score,
    events: [...events.map(eventOf), ...moves.filter(isByHand).map(moveOf)],
  };
}

/** Forecasts in time order; where another version answered for some of the bars, what that one said of them. */
async function withThoseBefore(path: string, series: Series, forecasts: readonly Forecast[], first: PriceBar | undefined, moves: readonly AliasMove[], signal: AbortSignal): Promise<Forecast[]> {
  const answers = answersOf(series, moves);
  const since = Date.parse(first?.time ?? '');
  const versions = [...new Set(answers.filter((a) => a.to !== null && Date.parse(a.to) > since).map((a) => `${a.model}:${a.version}`))].slice(-shownAnswers);
  const before = await Promise.all(versions.map((model) => get<Forecast[]>(`${path}/forecasts`, { limit: shownBars + 1, model }, signal)));
  return saidAtTheTime(forecasts, before.flat(), answers);
}

const eventOf = (event: SeriesEvent): CandleEvent => ({ at: event.at, kind: event.kind, text: event.kind === 'refreshed' ? `v${event.version}` : '', words: event.words });

const moveOf = (move: AliasMove): CandleEvent => ({ at: move.time, kind: 'promoted', text: `v${move.version}`, words: `${move.by}: ${move.reason}` });

// What a refresh moves is told by its event.
const isByHand = (move: AliasMove): boolean => move.alias === 'champion' && move.version !== null && move.by !== 'retraining';

function Latest({ series, latest, score }: { series: Series; latest: Forecast | undefined; score: SeriesScore }): JSX.Element {
  const version = useData(
    latest ? `version ${latest.model} ${latest.version}` : null,
    async (signal) => (await get<ModelVersion[]>(`/models/${part(latest?.model ?? '')}/versions`, { deleted: true }, signal)).find((v) => v.version === latest?.version) ?? null,
    ['model'],
  );
  if (!latest) {
    return <p class="soft pad">{series.models.length === 0 ? t('forecast.no-model') : t('forecast.none', { models: series.models.join(', ') })}</p>;
  }
  return (
    <section class="latest" aria-label={t('forecast.latest')}>
      <p class={`turn ${latest.direction ?? ''}`}>
        <Icon name={latest.direction === 'up' ? 'rise' : 'fall'} size={30} />
        <span>
          <b>{wayOf(latest)}</b>
          <span class="soft">{t('forecast.probability', { share: sureness(latest) })}</span>
        </span>
      </p>
      <dl>
        <div>
          <dt>{t('forecast.trust')}</dt>
          <dd>
            <Verdict verdict={version.data?.verdict} />
          </dd>
        </div>
        <div>
          <dt>{t('forecast.by')}</dt>
          <dd>
            <Link to={address('/models', { name: latest.model })}>
              {latest.model} v{latest.version}
            </Link>
          </dd>
        </div>
        <div>
          <dt>{t('forecast.for')}</dt>
          <dd>
            {moment(latest.target)} UTC {isOver(latest) && <span class="warn">· {t('forecast.over')}</span>}
          </dd>
        </div>
        <div>
          <dt>{t('forecast.known')}</dt>
          <dd>
            <time dateTime={latest.knownAt} title={moment(latest.knownAt)}>
              {ago(latest.knownAt)}
            </time>
          </dd>
        </div>
        <div>
          <dt>{t('forecast.came-true')}</dt>
          <dd>{score.count === 0 ? '–' : `${percent(score.hits / score.count, 1)} ${t('forecast.of', { count: count(score.count) })}`}</dd>
        </div>
      </dl>
    </section>
  );
}

/** The bar that it speaks of has closed: a bar takes as long as from the last one used to its close. */
const isOver = (forecast: Forecast): boolean => Date.parse(forecast.target) + (Date.parse(forecast.knownAt) - Date.parse(forecast.bar)) < Date.now();
