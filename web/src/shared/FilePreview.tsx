import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ApiError } from '../api/client';
import type { Artifact } from '../api/types';
import { t } from '../i18n';
import { Dialog } from './Dialog';
import { count } from './format';
import { listed, mostRows, separated, type Sheet } from './sheet';
import { Shown } from './States';
import { useData } from './useData';

const [mostPictureBytes, mostTextBytes, mostTextSigns] = [8e6, 4e6, 200_000];
const texts = new Set(['txt', 'log', 'md', 'csv', 'tsv', 'json', 'jsonl', 'yaml', 'yml', 'toml', 'xml', 'html', 'py', 'sh', 'ini', 'cfg', 'env']);
const textNames = new Set(['MLmodel', 'Dockerfile', 'LICENSE', 'README']);
// The name tells what a picture is, and the picture's own reader refuses what is none.
const pictures: Record<string, string> = { png: 'image/png', jpg: 'image/jpeg', jpeg: 'image/jpeg', gif: 'image/gif', webp: 'image/webp' };

/** What a file can be looked at as; null where it cannot, or is too large for a window. */
export function kindOf({ name, size }: Artifact): 'text' | 'picture' | null {
  const [last, ending] = [name.slice(name.lastIndexOf('/') + 1), endingOf(name)];
  return ending in pictures && size <= mostPictureBytes ? 'picture' : (texts.has(ending) || textNames.has(last)) && size <= mostTextBytes ? 'text' : null;
}

/** What follows the last dot of a file's name, whatever its folders are called; nothing where it has none. */
function endingOf(name: string): string {
  return /\.([^./]*)$/.exec(name)?.[1]?.toLowerCase() ?? '';
}

/** A kept file in a window: only ever shown, whatever it holds. */
export function FilePreview({ file, address, close }: { file: Artifact; address: string; close: () => void }): JSX.Element {
  const content = useData(`content ${file.sha256}`, (signal) => read(address, signal));
  return (
    <Dialog title={file.name} wide close={close}>
      <Shown of={content}>{(blob) => (kindOf(file) === 'picture' ? <Picture blob={blob} name={file.name} /> : <Text blob={blob} name={file.name} />)}</Shown>
    </Dialog>
  );
}

function Picture({ blob, name }: { blob: Blob; name: string }): JSX.Element {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([blob], { type: pictures[endingOf(name)] ?? '' }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  return <>{url && <img class="preview" src={url} alt={name} />}</>;
}

function Text({ blob, name }: { blob: Blob; name: string }): JSX.Element {
  const [read, setRead] = useState<{ text: string; sheet: Sheet | null }>();
  useEffect(() => void blob.text().then((all) => setRead(understood(all, endingOf(name)))), [blob]);
  return read?.sheet ? (
    <SheetTable sheet={read.sheet} name={name} />
  ) : (
    <>
      <pre class="preview" tabIndex={0} aria-label={name}>
        {read?.text.slice(0, mostTextSigns)}
      </pre>
      {read && read.text.length > mostTextSigns && <p class="soft small">{t('file.more', { shown: count(mostTextSigns), all: count(read.text.length) })}</p>}
    </>
  );
}

function SheetTable({ sheet, name }: { sheet: Sheet; name: string }): JSX.Element {
  const rows = sheet.rows.slice(0, mostRows);
  const right = sheet.columns.map((_, place) => (rows.every((row) => isNumber(row[place])) ? 'right' : ''));
  return (
    <>
      <div class="table-scroll sheet" tabIndex={0} role="region" aria-label={name}>
        <table>
          <thead>
            <tr>
              {sheet.columns.map((column, place) => (
                <th key={place} scope="col" class={right[place] ?? ''}>
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, at) => (
              <tr key={at}>
                {sheet.columns.map((_, place) => (
                  <td key={place} class={right[place] ?? ''}>
                    {row[place]}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {sheet.all > mostRows && <p class="soft small">{t('file.rows', { shown: count(mostRows), all: count(sheet.all) })}</p>}
    </>
  );
}

/** A number, or nothing. */
const isNumber = (cell: string | undefined): boolean => !Number.isNaN(Number(cell ?? ''));

/** A text as it is best read: separated values and lists of flat objects as a table, other JSON indented. */
function understood(text: string, ending: string): { text: string; sheet: Sheet | null } {
  if (ending === 'csv' || ending === 'tsv') {
    return { text, sheet: separated(text, ending === 'tsv' ? '\t' : ',') };
  }
  if (ending === 'json') {
    try {
      const value: unknown = JSON.parse(text);
      return { text: JSON.stringify(value, null, 2), sheet: listed(value) };
    } catch {
      return { text, sheet: null };
    }
  }
  return { text, sheet: null };
}

async function read(address: string, signal: AbortSignal): Promise<Blob> {
  const answer = await fetch(address, { credentials: 'same-origin', signal });
  if (!answer.ok) {
    throw new ApiError(answer.status, `${answer.status} ${answer.statusText}`);
  }
  return answer.blob();
}
