import type { JSX } from 'preact';
import type { ModelVersion } from '../../api/types';

/** One of a model's versions, by number, with the aliases that stand on it. */
export function VersionChoice({ label, versions, value, choose }: { label: string; versions: readonly ModelVersion[]; value: number; choose: (version: number) => void }): JSX.Element {
  return (
    <label class="inline">
      {label}
      <select aria-label={label} value={value} onChange={(event: Event) => choose(Number((event.target as HTMLSelectElement).value))}>
        {versions.map((v) => (
          <option key={v.version} value={v.version}>
            v{v.version} {v.aliases.join(', ')}
          </option>
        ))}
      </select>
    </label>
  );
}
