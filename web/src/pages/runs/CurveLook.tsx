import type { JSX } from 'preact';
import { setQuery, usePlace } from '../../app/router';
import { t } from '../../i18n';
import { percent } from '../../shared/format';

const shares = [0, 0.6, 0.9, 0.99];

/** How curves are drawn, as the address says: how much smoothed, and whether over logarithms. */
export function useCurveLook(): { smooth: number; logY: boolean } {
  const { query } = usePlace();
  const smooth = Number(query.get('smooth'));
  return { smooth: shares.includes(smooth) ? smooth : 0, logY: query.get('scale') === 'log' };
}

export function CurveLook(): JSX.Element {
  const { smooth, logY } = useCurveLook();
  return (
    <>
      <label class="inline">
        {t('curves.smooth')}
        <select value={String(smooth)} onChange={(event: Event) => setQuery({ smooth: (event.target as HTMLSelectElement).value.replace(/^0$/, '') || null })}>
          {shares.map((share) => (
            <option key={share} value={String(share)}>
              {share === 0 ? t('curves.smooth.none') : percent(share)}
            </option>
          ))}
        </select>
      </label>
      <label class="check">
        <input type="checkbox" checked={logY} onChange={() => setQuery({ scale: logY ? null : 'log' })} />
        {t('curves.log')}
      </label>
    </>
  );
}
