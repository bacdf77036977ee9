import type { JSX } from 'preact';
import type { ModelVersion } from '../../api/types';
import { address } from '../../app/router';
import { t } from '../../i18n';
import { Alias, Verdict } from '../../shared/Badges';
import { DataTable, type Column } from '../../shared/DataTable';
import { ago, moment, number, toNumber } from '../../shared/format';
import { Link } from '../../shared/Link';

/** Metrics that stand first, where a version has them. */
const usual = ['log_loss', 'brier', 'roc_auc', 'accuracy', 'f1', 'mcc'];
const shownMetrics = 4;

/** The versions of a model; where there is a refusal, it says why none may be promoted. */
export function Versions({ versions, refusal, promote }: { versions: readonly ModelVersion[]; refusal: string; promote: (version: ModelVersion) => void }): JSX.Element {
  const champion = versions.find((v) => v.aliases.includes('champion'));
  const metrics = metricsOf(versions);
  const columns: Column<ModelVersion>[] = [
    {
      title: t('model.version'),
      cell: (v) => (
        <span class="row tight">
          <b>v{v.version}</b>
          {v.aliases.map((alias) => (
            <Alias key={alias} name={alias} />
          ))}
        </span>
      ),
      sort: (v) => v.version,
    },
    { title: t('model.verdict'), cell: (v) => <Verdict verdict={v.verdict} />, sort: (v) => v.verdict ?? '' },
    ...metrics.map((metric): Column<ModelVersion> => ({ title: metric, cell: (v) => number(v.metrics[metric]?.value), sort: (v) => toNumber(v.metrics[metric]?.value), right: true })),
    { title: t('model.learner'), cell: (v) => v.parameters['learner'] ?? '–', sort: (v) => v.parameters['learner'] ?? '' },
    {
      title: t('model.created'),
      cell: (v) => (
        <>
          <time dateTime={v.created} title={moment(v.created)}>
            {ago(v.created)}
          </time>
          <span class="soft small">{` ${t('history.by', { who: v.author })}`}</span>
        </>
      ),
      sort: (v) => v.created,
      wide: true,
    },
    {
      title: t('table.actions'),
      cell: (v) => (
        <span class="row end">
          {champion && champion.version !== v.version && (
            <Link class="button" to={address('/models', { name: v.name, view: 'compare', left: champion.version, right: v.version })} aria-label={t('model.compare-with', { version: v.version })}>
              {t('model.compare')}
            </Link>
          )}
          <button type="button" disabled={refusal !== '' || v === champion} title={refusal} onClick={() => promote(v)} aria-label={t('model.promote-version', { version: v.version })}>
            {t('model.promote')}
          </button>
        </span>
      ),
      right: true,
    },
  ];
  return <DataTable label={t('model.versions')} rows={versions.toReversed()} id={(v) => v.version} marked={(v) => v === champion} columns={columns} />;
}

function metricsOf(versions: readonly ModelVersion[]): string[] {
  const all = new Set(versions.flatMap((v) => Object.keys(v.metrics)));
  const primary = versions.at(-1)?.primaryMetric;
  return [...new Set([...(primary ? [primary] : []), ...usual, ...all])].filter((m) => all.has(m)).slice(0, shownMetrics);
}
