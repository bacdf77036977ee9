import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { get, part } from '../../api/client';
import type { ChallengerReport, ExperimentReport, PlannedGain } from '../../api/types';
import { address } from '../../app/router';
import { t } from '../../i18n';
import { DataTable } from '../../shared/DataTable';
import { EventList } from '../../shared/EventList';
import { count, digits, moment, number, percent, signed } from '../../shared/format';
import { Link } from '../../shared/Link';
import { MissingHead, PageHead } from '../../shared/PageHead';
import { Shown } from '../../shared/States';
import { useData } from '../../shared/useData';
import { useMayWrite } from './ExperimentsPage';
import { Finding } from './Finding';
import { EvidenceChart, SequenceChart } from './SequenceChart';
import { StopDialog } from './StopDialog';

/** One experiment: how each challenger stands, how it came so, and what was done about it. */
export function ExperimentPage({ id }: { id: string }): JSX.Element {
  const report = useData(`experiment ${id}`, (signal) => get<ExperimentReport>(`/experiments/${part(id)}`, { points: 300 }, signal), ['experiment', 'series']);
  return (
    <>
      <p class="crumbs">
        <Link to="/experiments">{t('nav.experiments')}</Link> / <span>{t('experiment.title', { id })}</span>
      </p>
      <MissingHead of={report} title={t('experiment.title', { id })} />
      <Shown of={report}>{(found) => <Found report={found} reload={report.reload} />}</Shown>
    </>
  );
}

function Found({ report, reload }: { report: ExperimentReport; reload: () => void }): JSX.Element {
  const { experiment, challengers } = report;
  const [stopping, setStopping] = useState(false);
  const mayWrite = useMayWrite();
  const [champion] = experiment.arms;
  return (
    <>
      <PageHead
        title={t('experiment.title', { id: experiment.id })}
        about={t('experiment.about', { series: experiment.series, by: experiment.by, time: moment(experiment.started) })}
      >
        {mayWrite && experiment.ended === null && (
          <button type="button" onClick={() => setStopping(true)}>
            {t('experiment.stop')}
          </button>
        )}
      </PageHead>
      {experiment.reason && <p>{experiment.reason}</p>}
      <p class="row chips">
        <span class="chip">
          {t('experiment.mode')} <b>{t(`experiment.mode.${experiment.mode}`)}</b>
        </span>
        {champion && (
          <span class="chip">
            {t('experiment.champion')}{' '}
            <b>
              <Link to={address('/models', { name: champion.model })}>{`${champion.model}:${champion.version}`}</Link>
            </b>
          </span>
        )}
        <span class="chip">
          {t('experiment.alpha')} <b>{percent(experiment.alpha)}</b>
        </span>
        <span class="chip">
          {t('experiment.from')} <b>{moment(experiment.from)}</b>
        </span>
        {experiment.promote && <span class="chip">{t('experiment.promotes')}</span>}
        {experiment.guards !== null && (
          <span class="chip">
            {t('experiment.guards')} <Link to={address('/experiments', { id: experiment.guards })}>{t('experiment.title', { id: experiment.guards })}</Link>
          </span>
        )}
      </p>
      <p class="lead">{leadOf(report)}</p>
      {challengers.map((challenger) => (
        <Plan key={challenger.arm} challenger={challenger} />
      ))}
      <Arms report={report} />
      {challengers.map((challenger) => (
        <section key={challenger.arm} aria-label={challenger.version}>
          {challengers.length > 1 && <h2>{challenger.version}</h2>}
          <SequenceChart challenger={challenger} />
          <EvidenceChart challenger={challenger} threshold={report.threshold} />
        </section>
      ))}
      <h2>{t('experiment.events')}</h2>
      <Events report={report} />
      {stopping && (
        <StopDialog
          id={experiment.id}
          close={() => setStopping(false)}
          done={() => {
            setStopping(false);
            reload();
          }}
        />
      )}
    </>
  );
}

/** The state in one sentence: what is known, and how long it takes yet. */
function leadOf({ experiment, challengers }: ExperimentReport): string {
  const found = challengers.find((c) => c.verdict === 'better');
  if (found) {
    return t('experiment.lead.better', { challenger: found.version, nats: number(found.mean) });
  }
  if (experiment.ended !== null) {
    return t('experiment.lead.kept');
  }
  const waits = challengers.flatMap((c) => (c.verdict === null && c.barsToGo !== null ? [c.barsToGo] : []));
  return waits.length > 0 ? t('experiment.lead.open', { bars: count(rough(Math.min(...waits))) }) : t('experiment.lead.waiting');
}

/** What to expect, before and while it runs: whether a gain can be seen in months or in decades. */
function Plan({ challenger }: { challenger: ChallengerReport }): JSX.Element | null {
  const [small, large] = challenger.plan;
  const bars = (planned: PlannedGain): string => (planned.bars === null ? t('experiment.plan.never') : count(rough(planned.bars)));
  return small && large ? (
    <p class="soft plan">
      {t(small.measured ? 'experiment.plan.measured' : 'experiment.plan.least', {
        challenger: challenger.version,
        deviation: digits(small.deviation, 2),
        gain: digits(small.gain, 2),
        bars: bars(small),
        gain2: digits(large.gain, 2),
        bars2: bars(large),
      })}
    </p>
  ) : null;
}

/** Two digits that matter: the wait is no more certain than that. */
function rough(bars: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, bars))) - 1);
  return Math.round(bars / unit) * unit;
}

const weightOf = (report: ExperimentReport, challenger: ChallengerReport): number => report.experiment.arms[challenger.arm]?.weight ?? 0;

function Arms({ report }: { report: ExperimentReport }): JSX.Element {
  return (
    <DataTable
      label={t('experiment.arms')}
      rows={report.challengers}
      id={(c) => c.arm}
      columns={[
        { title: t('experiment.challenger'), cell: (c) => c.version },
        { title: t('experiment.verdict'), cell: (c) => <Finding verdict={c.verdict} ended={report.experiment.ended !== null} /> },
        ...(report.experiment.mode === 'shadow' ? [] : [{ title: t('experiment.weight'), cell: (c: ChallengerReport) => percent(weightOf(report, c)), right: true }]),
        { title: t('experiment.bars'), cell: (c) => count(c.bars), right: true },
        { title: t('experiment.mean'), cell: (c) => signed(c.mean), right: true },
        { title: t('experiment.low'), cell: (c) => signed(c.low), right: true },
        { title: t('experiment.high'), cell: (c) => signed(c.high), right: true },
        { title: t('experiment.evidence-better'), cell: (c) => number(c.evidenceBetter), right: true },
        { title: t('experiment.evidence-worse'), cell: (c) => number(c.evidenceWorse), right: true },
      ]}
    />
  );
}

function Events({ report }: { report: ExperimentReport }): JSX.Element {
  return report.experiment.events.length === 0 ? (
    <p class="soft">{t('experiment.no-events')}</p>
  ) : (
    <EventList events={report.experiment.events} id={(_, place) => place}>
      {(event) => (
        <>
          <p>
            <b>{t(`experiment.event.${event.kind}`)}</b> {event.reason}
          </p>
          {event.evidence && <p class="soft" lang="en">{event.evidence}</p>}
          <p class="soft">
            {event.by}, <time dateTime={event.time}>{moment(event.time)} UTC</time>
          </p>
        </>
      )}
    </EventList>
  );
}
