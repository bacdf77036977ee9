import type { JSX } from 'preact';
import { apiAddress, part } from '../api/client';
import type { Artifact } from '../api/types';
import { bytes } from './format';

/** Files to take away; under is where the server keeps them, none what to say where there are none. */
export function FileList({ files, under, none }: { files: readonly Artifact[]; under: string; none?: string }): JSX.Element {
  return (
    <ul class="files">
      {files.map((file) => (
        <li key={file.name}>
          <a href={apiAddress(`${under}/${file.name.split('/').map(part).join('/')}`)} download>
            {file.name}
          </a>
          <span class="soft">{bytes(file.size)}</span>
        </li>
      ))}
      {none && files.length === 0 && <li class="soft">{none}</li>}
    </ul>
  );
}
