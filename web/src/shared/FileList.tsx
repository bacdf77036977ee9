import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { apiAddress, part } from '../api/client';
import { setQuery, usePlace } from '../app/router';
import type { Artifact } from '../api/types';
import { t } from '../i18n';
import { compare } from './DataTable';
import { bytes, count } from './format';
import { FilePreview, kindOf } from './FilePreview';
import { Icon } from './icons';

/** Files by folder, to take away, and to look at where they are texts, tables or pictures; under is where the server keeps them, none what to say where there are none. Which folder is open stands in the address. */
export function FileList({ files, under, none }: { files: readonly Artifact[]; under: string; none?: string }): JSX.Element {
  const { query } = usePlace();
  const [shown, setShown] = useState<Artifact>();
  const asked = query.get('folder') ?? '';
  const folder = files.some((file) => file.name.startsWith(`${asked}/`)) ? asked : '';
  const { folders, own } = within(files, folder);
  const addressOf = (file: Artifact): string => apiAddress(`${under}/${file.name.split('/').map(part).join('/')}`);
  return (
    <>
      {folder !== '' && <Above folder={folder} />}
      <ul class="files">
        {folders.map(({ name, files, size }) => (
          <li key={`${name}/`}>
            <button type="button" class="folder" onClick={() => setQuery({ folder: folder === '' ? name : `${folder}/${name}` })}>
              <Icon name="folder" /> {name}
            </button>
            <span class="soft">{t('file.in-folder', { count: count(files), size: bytes(size) })}</span>
          </li>
        ))}
        {own.map((file) => (
          <li key={file.name}>
            <a href={addressOf(file)} download>
              {lastOf(file.name)}
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

/** The folders above an open one, each to go back to. */
function Above({ folder }: { folder: string }): JSX.Element {
  const parts = folder.split('/');
  return (
    <nav class="row small folders" aria-label={t('file.folders')}>
      <button type="button" class="folder" onClick={() => setQuery({ folder: null })}>
        {t('file.all')}
      </button>
      {parts.map((name, place) => (
        <span key={place} class="row tight">
          /
          {place === parts.length - 1 ? (
            <b>{name}</b>
          ) : (
            <button type="button" class="folder" onClick={() => setQuery({ folder: parts.slice(0, place + 1).join('/') })}>
              {name}
            </button>
          )}
        </span>
      ))}
    </nav>
  );
}

const lastOf = (name: string): string => name.slice(name.lastIndexOf('/') + 1);

interface Folder {
  name: string;
  files: number;
  size: number;
}

/** What lies directly in a folder; of the folders in it, how much they hold. */
function within(files: readonly Artifact[], folder: string): { folders: Folder[]; own: Artifact[] } {
  const start = folder === '' ? '' : `${folder}/`;
  const inside = files.filter((file) => file.name.startsWith(start));
  const folders = new Map<string, Folder>();
  for (const { name, size } of inside) {
    const cut = name.indexOf('/', start.length);
    if (cut >= 0) {
      const key = name.slice(start.length, cut);
      const known = folders.get(key) ?? { name: key, files: 0, size: 0 };
      folders.set(key, { ...known, files: known.files + 1, size: known.size + size });
    }
  }
  return { folders: [...folders.values()].toSorted((a, b) => compare(a.name, b.name)), own: inside.filter((file) => !file.name.includes('/', start.length)) };
}
