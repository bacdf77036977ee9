import type { JSX } from 'preact';
import type { RunKeys } from '../../api/types';
import { t } from '../../i18n';

/** Chooses a metric or a parameter. */
export function AxisChoice({ label, keys, value, choose }: { label: string; keys: RunKeys; value: string; choose: (id: string) => void }): JSX.Element {
  const option = (kind: string) => (name: string): JSX.Element => (
    <option key={name} value={`${kind}.${name}`}>
      {name}
    </option>
  );
  return (
    <label class="inline">
      {label}
      <select value={value} onChange={(event: Event) => choose((event.target as HTMLSelectElement).value)}>
        {keys.metrics.length > 0 && <optgroup label={t('columns.metrics')}>{keys.metrics.map(option('metrics'))}</optgroup>}
        {keys.params.length > 0 && <optgroup label={t('columns.params')}>{keys.params.map(option('params'))}</optgroup>}
      </select>
    </label>
  );
}
