import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { caller, get } from '../../api/client';
import type { ChallengerReport, ExperimentReport } from '../../api/types';
import { address, go, usePlace } from '../../app/router';
import { useStore } from '../../app/store';
import { t } from '../../i18n';
import { DataTable } from '../../shared/DataTable';
import { ago, count, moment, signed } from '../../shared/format';
import { Link } from '../../shared/Link';
import { PageHead } from '../../shared/PageHead';
import { Empty, Shown } from '../../shared/States';
import { useData } from '../../shared/useData';
import { ExperimentPage } from './ExperimentPage';
import { Finding } from './Finding';
import { StartDialog } from './StartDialog';

export function ExperimentsPage(): JSX.Element {
  const { query } = usePlace();
  const id = query.get('id');
  return id === null ? <ExperimentList /> : <ExperimentPage key={id} id={id} />;
}

/** Whether the caller may change something. */
export const useMayWrite = (): boolean => {
  const asking = useStore(caller);
  return asking !== null && (!asking.keysNeeded || (asking.role !== null && asking.role !== 'read'));
};

interface Row {
  report: ExperimentReport;
  challenger: ChallengerReport;
}

function ExperimentList(): JSX.Element {
  const reports = useData('experiments', (signal) => get<ExperimentReport[]>('/experiments', {}, signal), ['experiment', 'series']);
  const [starting, setStarting] = useState(false);
  const mayWrite = useMayWrite();
  return (
    <>
      <PageHead title={t('nav.experiments')} about={t('experiments.about')}>
        {mayWrite && (
          <button type="button" class="primary" onClick={() => setStarting(true)}>
            {t('experiments.start')}
          </button>
        )}
      </PageHead>
      <Shown of={reports}>
        {(list) =>
          list.length === 0 ? (
            <Empty title={t('experiments.none')}>
              <p>{t('experiments.none.help')}</p>
              <code>vane ab start btcusd-1h --champion btc --challenger btc:4</code>
            </Empty>
          ) : (
            <Experiments rows={list.flatMap((report) => report.challengers.map((challenger) => ({ report, challenger })))} />
          )
        }
      </Shown>
      {starting && <StartDialog close={() => setStarting(false)} done={(id) => go(address('/experiments', { id }))} />}
    </>
  );
}

function Experiments({ rows }: { rows: readonly Row[] }): JSX.Element {
  return (
    <DataTable
      label={t('nav.experiments')}
      rows={rows}
      id={(row) => `${row.report.experiment.id} ${row.challenger.arm}`}
      marked={(row) => row.report.experiment.ended === null}
      columns={[
        { title: t('experiment.number'), cell: ({ report }) => <Link to={address('/experiments', { id: report.experiment.id })}>{t('experiment.title', { id: report.experiment.id })}</Link>, sort: ({ report }) => report.experiment.id },
        { title: t('experiment.series'), cell: ({ report }) => report.experiment.series, sort: ({ report }) => report.experiment.series },
        { title: t('experiment.mode'), cell: ({ report }) => t(`experiment.mode.${report.experiment.mode}`), sort: ({ report }) => report.experiment.mode },
        { title: t('experiment.champion'), cell: ({ report }) => versionOf(report), sort: versionOf },
        { title: t('experiment.challenger'), cell: ({ challenger }) => challenger.version, sort: ({ challenger }) => challenger.version },
        { title: t('experiment.bars'), cell: ({ challenger }) => count(challenger.bars), sort: ({ challenger }) => challenger.bars, right: true },
        { title: t('experiment.mean'), cell: ({ challenger }) => signed(challenger.mean), sort: ({ challenger }) => challenger.mean ?? NaN, right: true },
        { title: t('experiment.verdict'), cell: ({ report, challenger }) => <Finding verdict={challenger.verdict} ended={report.experiment.ended !== null} />, sort: ({ challenger }) => challenger.verdict ?? '' },
        { title: t('experiment.started'), cell: ({ report }) => <time dateTime={report.experiment.started} title={moment(report.experiment.started)}>{ago(report.experiment.started)}</time>, sort: ({ report }) => report.experiment.started, right: true },
      ]}
    />
  );
}

function versionOf(from: ExperimentReport | Row): string {
  const champion = ('report' in from ? from.report : from).experiment.arms[0];
  return champion ? `${champion.model}:${champion.version}` : '';
}
