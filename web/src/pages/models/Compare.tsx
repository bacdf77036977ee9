import type { JSX } from 'preact';
import { get, part } from '../../api/client';
import type { ModelComparison, ModelVersion } from '../../api/types';
import { setQuery, usePlace } from '../../app/router';
import { t } from '../../i18n';
import { ChangeMark, Verdict } from '../../shared/Badges';
import { DataTable } from '../../shared/DataTable';
import { number, short, signed, signedPercent } from '../../shared/format';
import { Empty, Shown } from '../../shared/States';
import { useData } from '../../shared/useData';
import { Paired } from './Paired';
import { VersionChoice } from './VersionChoice';

/** Two versions: what differs, and which is better by each metric's own direction. */
export function Compare({ name, versions }: { name: string; versions: readonly ModelVersion[] }): JSX.Element {
  const { query } = usePlace();
  const champion = versions.find((v) => v.aliases.includes('champion'));
  const left = Number(query.get('left') ?? champion?.version ?? versions[0]?.version);
  const right = Number(query.get('right') ?? versions.findLast((v) => v.version !== left)?.version ?? left);
  const both = left !== right;
  const comparison = useData(
    both ? `compare ${name} ${left} ${right}` : null,
    (signal) => get<ModelComparison>(`/models/${part(name)}/compare`, { left, right }, signal),
    ['model'],
  );
  return (
    <>
      <div class="toolbar">
        <VersionChoice label={t('compare.left')} versions={versions} value={left} choose={(v) => setQuery({ left: v, right })} />
        <span class="soft" aria-hidden="true">
          →
        </span>
        <VersionChoice label={t('compare.right')} versions={versions} value={right} choose={(v) => setQuery({ left, right: v })} />
      </div>
      {both ? <Shown of={comparison}>{(c) => <Differences comparison={c} />}</Shown> : <Empty title={t('compare.need-two')} />}
    </>
  );
}

function Differences({ comparison: c }: { comparison: ModelComparison }): JSX.Element {
  const [first, second] = [`v${c.first.version}`, `v${c.second.version}`];
  const primary = c.second.primaryMetric ?? c.first.primaryMetric;
  return (
    <>
      <p class="row facts">
        {first} <Verdict verdict={c.first.verdict} /> {second} <Verdict verdict={c.second.verdict} />
        <span class={c.sameBars === false ? 'warn' : 'soft'}>{t(c.sameBars === null ? 'compare.bars-unknown' : c.sameBars ? 'compare.bars-same' : 'compare.bars-differ')}</span>
      </p>
      <Paired comparison={c} />
      <h2>{t('compare.parameters')}</h2>
      {c.parameters.length === 0 ? (
        <p class="soft">{t('compare.no-parameters')}</p>
      ) : (
        <Parameters label={t('compare.parameters')} rows={c.parameters} first={first} second={second} />
      )}
      <h2>{t('compare.recorded')}</h2>
      <DataTable
        label={t('compare.recorded')}
        rows={c.metrics}
        id={(m) => m.name}
        marked={(m) => m.name === primary}
        columns={[
          { title: t('compare.metric'), cell: (m) => <>{m.name}{m.name === primary && <span class="soft"> · {t('compare.primary')}</span>}</>, sort: (m) => m.name },
          { title: first, cell: (m) => number(m.first), right: true },
          { title: second, cell: (m) => number(m.second), right: true },
          { title: t('compare.difference'), cell: (m) => signed(m.difference), right: true },
          { title: '%', cell: (m) => signedPercent(m.percent), right: true },
          { title: t('compare.change'), cell: (m) => <ChangeMark change={m.change} />, sort: (m) => m.change },
        ]}
      />
      <p class="soft small">{t('compare.note')}</p>
    </>
  );
}

type Parameter = ModelComparison['parameters'][number];

/** What both have stands open; what only one of them has, such as the parameters of another learner, is unfolded. */
function Parameters({ label, rows, first, second }: { label: string; rows: readonly Parameter[]; first: string; second: string }): JSX.Element {
  const [of, rest] = [rows.filter((p) => p.first !== null && p.second !== null), rows.filter((p) => p.first === null || p.second === null)];
  const table = (shown: readonly Parameter[], name: string): JSX.Element => (
    <DataTable
      label={name}
      rows={shown}
      id={(p) => p.name}
      columns={[
        { title: t('compare.parameter'), cell: (p) => p.name, sort: (p) => p.name },
        { title: first, cell: (p) => <span title={p.first ?? ''}>{short(p.first)}</span>, right: true },
        { title: second, cell: (p) => <span title={p.second ?? ''}>{short(p.second)}</span>, right: true },
      ]}
    />
  );
  return (
    <>
      {of.length > 0 && table(of, label)}
      {rest.length > 0 && (
        <details class="more">
          <summary>{t('compare.one-sided', { count: rest.length })}</summary>
          {table(rest, t('compare.one-sided', { count: rest.length }))}
        </details>
      )}
    </>
  );
}
