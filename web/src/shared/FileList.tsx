import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { apiAddress, part } from '../api/client';
import type { Artifact } from '../api/types';
import { t } from '../i18n';
import { bytes } from './format';
import { FilePreview, kindOf } from './FilePreview';

/** Files to take away, and to look at where they are texts or pictures; under is where the server keeps them, none what to say where there are none. */
export function FileList({ files, under, none }: { files: readonly Artifact[]; under: string; none?: string }): JSX.Element {
  const [shown, setShown] = useState<Artifact>();
  const addressOf = (file: Artifact): string => apiAddress(`${under}/${file.name.split('/').map(part).join('/')}`);
  return (
    <>
      <ul class="files">
        {files.map((file) => (
          <li key={file.name}>
            <a href={addressOf(file)} download>
              {file.name}
            </a>
            <span class="row tight soft">
              {bytes(file.size)}
              {kindOf(file) !== null && (
                <button type="button" class="small" onClick={() => setShown(file)} aria-label={`${t('file.show')}: ${file.name}`}>
                  {t('file.show')}
                </button>
              )}
            </span>
          </li>
        ))}
        {none && files.length === 0 && <li class="soft">{none}</li>}
      </ul>
      {shown && <FilePreview file={shown} address={addressOf(shown)} close={() => setShown(undefined)} />}
    </>
  );
}
