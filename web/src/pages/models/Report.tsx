import type { JSX } from 'preact';
import { apiAddress, get, part } from '../../api/client';
import type { Artifact, ModelVersion } from '../../api/types';
import { setQuery, usePlace } from '../../app/router';
import { t } from '../../i18n';
import { FileList } from '../../shared/FileList';
import { Link } from '../../shared/Link';
import { Empty, Shown } from '../../shared/States';
import { useData } from '../../shared/useData';
import { runAddress } from './ModelPage';
import { VersionChoice } from './VersionChoice';

/** The report of the run that made a version, in a frame that can do nothing, and the version's files. */
export function Report({ name, versions }: { name: string; versions: readonly ModelVersion[] }): JSX.Element {
  const { query } = usePlace();
  const chosen = Number(query.get('version') ?? versions.find((v) => v.aliases.includes('champion'))?.version ?? versions.at(-1)?.version);
  const version = versions.find((v) => v.version === chosen);
  const files = useData(version ? `files ${name} ${chosen}` : null, (signal) => get<Artifact[]>(`/models/${part(name)}/versions/${chosen}/files`, {}, signal));
  const ofRun = useData(version?.runId ? `files of ${version.runId}` : null, (signal) => get<Artifact[]>(`/runs/${part(version?.runId ?? '')}/files`, {}, signal));
  const hasReport = ofRun.data?.some((file) => file.name === 'report.html');
  return (
    <>
      <div class="toolbar">
        <VersionChoice label={t('model.version')} versions={versions} value={chosen} choose={(v) => setQuery({ version: v })} />
        {version?.runId && <Link to={runAddress(version.runId)}>{t('report.run')}</Link>}
      </div>
      {version?.notes && <p>{version.notes}</p>}
      {version?.runId && ofRun.loading && !ofRun.data ? (
        <Shown of={ofRun}>{() => null}</Shown>
      ) : hasReport && version?.runId ? (
        <iframe class="report" title={t('report.title', { version: chosen })} src={apiAddress(`/runs/${part(version.runId)}/report`)} sandbox="" />
      ) : (
        <Empty title={t('report.none')}>
          <p>{t('report.none.help')}</p>
        </Empty>
      )}
      <h2>{t('report.files')}</h2>
      <Shown of={files} rows={3}>
        {(list) => <FileList files={list} under={`/models/${part(name)}/versions/${chosen}/files`} />}
      </Shown>
    </>
  );
}
