import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { get, part } from '../../api/client';
import type { Gain, ModelComparison, PairedReport, ReportModel } from '../../api/types';
import { t } from '../../i18n';
import { Badge } from '../../shared/Badges';
import { BarChart } from '../../shared/charts/BarChart';
import { Lines, type Line } from '../../shared/charts/Lines';
import { DataTable } from '../../shared/DataTable';
import { count, number, percent, pValue, signed, toNumber } from '../../shared/format';
import { Shown, Why } from '../../shared/States';
import { useData } from '../../shared/useData';

/** Both versions on the bars that both were scored on, pair by pair: what differs by more than luck, their curves and importances. */
export function Paired({ comparison: { first, second } }: { comparison: ModelComparison }): JSX.Element {
  const report = useData(`paired ${first.reference} ${second.reference}`, (signal) =>
    get<PairedReport>(`/models/${part(second.name)}/compare/report`, { left: first.version, right: second.version }, signal),
  );
  return (
    <section class="paired" aria-label={t('paired.title')}>
      <h2>{t('paired.title')}</h2>
      {report.error ? <p class="soft">{t('paired.none')} <Why error={report.error} /></p> : <Shown of={report} rows={10}>{(found) => <Found report={found} names={[`v${first.version}`, `v${second.version}`]} />}</Shown>}
    </section>
  );
}

function Found({ report, names: [first, second] }: { report: PairedReport; names: [string, string] }): JSX.Element {
  const [fresh, old] = report.models;
  const { verdict, metrics } = report;
  const rows = metrics.map((metric, place) => ({ ...metric, old: old?.scores[place], fresh: fresh?.scores[place], gain: fresh?.gains[place] ?? null }));
  return (
    <>
      <p class="lead row">
        {!isNone(verdict.gain) && <Significance gain={verdict.gain} />}
        <span>
          {t(`paired.${wordOf(verdict.gain)}`, {
            first,
            second,
            metric: verdict.metric,
            gain: number(Math.abs(toNumber(verdict.gain.value))),
            low: signed(verdict.gain.low),
            high: signed(verdict.gain.high),
            p: pValue(verdict.gain.pValue),
            bars: count(verdict.bars),
          })}
          {verdict.gain.outcome === 'not-proven' && !isNone(verdict.gain) && Number.isFinite(toNumber(verdict.barsNeeded)) && ` ${t('paired.needed', { bars: count(toNumber(verdict.barsNeeded)) })}`}
        </span>
      </p>
      <DataTable
        label={t('paired.title')}
        rows={rows}
        id={(m) => m.name}
        marked={(m) => m.isPrimary}
        columns={[
          { title: t('compare.metric'), cell: (m) => <span title={m.meaning ?? ''}>{m.name}{m.isPrimary && <span class="soft"> · {t('compare.primary')}</span>}</span>, sort: (m) => m.name },
          { title: first, cell: (m) => number(m.old), right: true },
          { title: second, cell: (m) => number(m.fresh), right: true },
          { title: t('paired.gain'), cell: (m) => signed(m.gain?.value), sort: (m) => toNumber(m.gain?.value), right: true },
          { title: t('paired.interval'), cell: (m) => (m.gain && Number.isFinite(toNumber(m.gain.low)) ? t('paired.from-to', { low: signed(m.gain.low), high: signed(m.gain.high) }) : '–'), right: true },
          { title: 'p', cell: (m) => pValue(m.gain?.pValue), sort: (m) => toNumber(m.gain?.pValue), right: true },
          { title: t('paired.adjusted'), cell: (m) => pValue(m.gain?.pValueOfAll), sort: (m) => toNumber(m.gain?.pValueOfAll), right: true },
          { title: t('compare.change'), cell: (m) => <Significance gain={m.gain} /> },
        ]}
      />
      <p class="soft small">{t('paired.note')}</p>
      {fresh && old && <Curves fresh={fresh} old={old} first={first} second={second} />}
    </>
  );
}

/** Better and worse only where luck does not explain it. */
function Significance({ gain }: { gain: Gain | null }): JSX.Element {
  return gain === null || gain.outcome === 'not-tested' ? (
    <span class="soft">{t('change.unknown')}</span>
  ) : gain.outcome === 'beats' ? (
    <Badge tone="good" icon="check" text={t('change.better')} />
  ) : gain.outcome === 'worse' ? (
    <Badge tone="bad" icon="cross" text={t('change.worse')} />
  ) : isNone(gain) ? (
    <span class="soft">{t('change.equal')}</span>
  ) : (
    <Badge tone="unsure" icon="question" text={t('change.luck')} />
  );
}

/** Both have said the same of every bar: there is no difference that luck could explain. */
const isNone = (gain: Gain): boolean => [gain.value, gain.low, gain.high].every((value) => toNumber(value) === 0);

const wordOf = (gain: Gain): 'better' | 'worse' | 'luck' | 'same' => (gain.outcome === 'beats' ? 'better' : gain.outcome === 'worse' ? 'worse' : isNone(gain) ? 'same' : 'luck');

function Curves({ fresh, old, first, second }: { fresh: ReportModel; old: ReportModel; first: string; second: string }): JSX.Element {
  const both = [[first, old], [second, fresh]] as const;
  const [roc, reliability] = useMemo(() => [[...both.map(([name, m]) => lineOf(name, m.roc)), diagonal(t('paired.chance'), [0, 1])], reliabilityOf(both)], [fresh, old]);
  const importances = useMemo(() => importancesOf(old, fresh), [fresh, old]);
  return (
    <>
      <h2>{t('paired.curves')}</h2>
      <div class="charts">
        <Lines title={t('paired.reliability')} note={t('paired.reliability.note')} x={t('paired.said')} y={t('paired.came')} lines={reliability} height={300} />
        <Lines title={t('paired.roc')} note={t('paired.roc.note')} x={t('paired.false-positives')} y={t('paired.true-positives')} lines={roc} height={300} />
      </div>
      <BarChart
        title={t('paired.importances')}
        note={t('paired.importances.note')}
        name={t('drift.feature')}
        series={[first, second]}
        rows={importances}
        most={20}
        format={(share) => (Number.isFinite(share) ? percent(share, 1) : '–')}
        none={t('paired.no-importances')}
      />
    </>
  );
}

const lineOf = (name: string, points: ReportModel['roc']): Line => ({ name, points: points.map((p) => [toNumber(p.x), toNumber(p.y)] as const) });

const diagonal = (name: string, [low, high]: readonly [number, number]): Line => ({ name, points: [[low, low], [high, high]] });

function reliabilityOf(both: readonly (readonly [string, ReportModel])[]): Line[] {
  const said = both.flatMap(([, m]) => m.reliability.map((bin) => toNumber(bin.forecast))).filter(Number.isFinite);
  return [
    ...both.map(([name, m]): Line => ({ name, points: m.reliability.filter((bin) => Number.isFinite(toNumber(bin.forecast))).map((bin) => [toNumber(bin.forecast), toNumber(bin.observed)] as const) })),
    ...(said.length > 1 ? [diagonal(t('paired.perfect'), [Math.min(...said), Math.max(...said)])] : []),
  ];
}

/** The features of either, the ones that either leans on most first; one that a version has not been given has no share. */
function importancesOf(old: ReportModel, fresh: ReportModel): { name: string; values: number[] }[] {
  const shareOf = (model: ReportModel, feature: string): number => model.importances.find((i) => i.feature === feature)?.share ?? NaN;
  const most = (values: readonly number[]): number => Math.max(...values.map((v) => (Number.isNaN(v) ? 0 : v)));
  return [...new Set([...fresh.importances, ...old.importances].map((i) => i.feature))]
    .map((name) => ({ name, values: [shareOf(old, name), shareOf(fresh, name)] }))
    .toSorted((a, b) => most(b.values) - most(a.values));
}
