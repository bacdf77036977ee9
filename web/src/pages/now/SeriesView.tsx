import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { get, part } from '../../api/client';
import type { Forecast, ModelVersion, PriceBar, Series } from '../../api/types';
import { address, setQuery, usePlace } from '../../app/router';
import { t } from '../../i18n';
import { Verdict } from '../../shared/Badges';
import { Candles } from '../../shared/charts/Candles';
import { ago, count, moment, percent, toNumber } from '../../shared/format';
import { Icon } from '../../shared/icons';
import { Link } from '../../shared/Link';
import { Shown } from '../../shared/States';
import { Tabs } from '../../shared/Tabs';
import { useData } from '../../shared/useData';
import { RunningScore } from './RunningScore';

const shownBars = 300;
const scoredForecasts = 5_000;

/** The series whose bars come in: the latest forecast, the bars with what was said of them, and how it went. */
export function SeriesView({ series }: { series: readonly Series[] }): JSX.Element {
  const { query } = usePlace();
  const chosen = series.find((s) => s.name === query.get('series')) ?? series[0];
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
  // Both at once, in a place as high as they will be, so that nothing below moves when they come.
  const both = useData(
    `series ${series.name} ${model}`,
    (signal) => Promise.all([get<Forecast[]>(`${path}/forecasts`, { limit: scoredForecasts, model }, signal), get<PriceBar[]>(`${path}/bars`, { limit: shownBars }, signal)]),
    ['series', 'forecast'],
  );
  return (
    <div class="series">
      <Shown of={both} rows={14}>
        {([said, bars]) => {
          const sorted = said.toSorted((a, b) => Date.parse(a.target) - Date.parse(b.target));
          return (
            <>
              <Latest series={series} forecasts={sorted} />
              <Candles title={`${series.name}, ${series.interval}`} bars={bars} forecasts={sorted} />
              <RunningScore forecasts={sorted} />
            </>
          );
        }}
      </Shown>
    </div>
  );
}

function Latest({ series, forecasts }: { series: Series; forecasts: readonly Forecast[] }): JSX.Element {
  const latest = forecasts.at(-1);
  const version = useData(
    latest ? `version ${latest.model} ${latest.version}` : null,
    async (signal) => (await get<ModelVersion[]>(`/models/${part(latest?.model ?? '')}/versions`, { deleted: true }, signal)).find((v) => v.version === latest?.version) ?? null,
    ['model'],
  );
  const settled = useMemo(() => forecasts.filter((f) => f.outcome !== null && f.direction !== null), [forecasts]);
  if (!latest) {
    return <p class="soft pad">{t('forecast.none', { models: series.models.join(', ') || '–' })}</p>;
  }
  const probability = toNumber(latest.revised ?? latest.probability);
  const up = latest.direction === 'up';
  const hits = settled.filter((f) => (f.direction === 'up') === (f.outcome === 1)).length;
  return (
    <section class="latest" aria-label={t('forecast.latest')}>
      <p class={`turn ${latest.direction ?? ''}`}>
        <Icon name={up ? 'up' : 'down'} size={28} />
        <span>
          <b>{latest.direction === null ? '–' : t(up ? 'forecast.is-up' : 'forecast.is-down')}</b>
          <span class="soft">{t('forecast.probability', { share: percent(up ? probability : 1 - probability, 1) })}</span>
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
          <dd>{moment(latest.target)} UTC</dd>
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
          <dd>{settled.length === 0 ? '–' : `${percent(hits / settled.length, 1)} ${t('forecast.of', { count: count(settled.length) })}`}</dd>
        </div>
      </dl>
    </section>
  );
}
