import type { JSX } from 'preact';
import { percent } from '../format';

/** Shares as bars with their names and figures. */
export function Bars({ label, rows }: { label: string; rows: readonly { name: string; share: number }[] }): JSX.Element {
  const most = Math.max(...rows.map((row) => row.share), 1e-9);
  return (
    <ul class="bars" aria-label={label}>
      {rows.map((row) => (
        <li key={row.name}>
          <span>{row.name}</span>
          <span class="bar" aria-hidden="true">
            <i style={{ width: `${(100 * row.share) / most}%` }} />
          </span>
          <b>{percent(row.share)}</b>
        </li>
      ))}
    </ul>
  );
}
