import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Trial } from '../../api/types';
import { t } from '../../i18n';
import { decimalsOf, roundMarks } from '../../shared/charts/axis';
import { ChartFrame } from '../../shared/charts/ChartFrame';
import { Drawing } from '../../shared/charts/Drawing';
import { usePalette, type Palette } from '../../shared/charts/palette';
import { span } from '../../shared/format';
import { secondsOf } from './space';

/** A trial from its start to its end, in seconds since the first one began. */
interface Span {
  trial: Trial;
  from: number;
  to: number;
}

const margin = { left: 44, right: 12, top: 6, bottom: 38 };
const [least, most, tallest] = [140, 420, 14];

/** When each trial ran: one line each, from top to bottom by number, coloured by how it ended. */
export function Timeline({ trials, best }: { trials: readonly Trial[]; best?: Trial }): JSX.Element {
  const palette = usePalette();
  const spans = useMemo(() => spansOf(trials), [trials]);
  const title = t('study.timeline');
  const height = Math.min(most, Math.max(least, margin.top + margin.bottom + spans.length * tallest));
  const table = { columns: [t('study.trial'), t('study.state'), t('study.began'), t('study.ended'), t('study.seconds')], rows: spans.map(({ trial }) => [trial.number, t(`trial.${trial.state}`), beganAt(trial), trial.ended, secondsOf(trial)]) };
  return (
    <ChartFrame title={title} note={t('study.timeline.note')} table={table} {...(spans.length === 0 && { none: t('study.timeline.none') })}>
      <ul class="legend">
        {(['complete', 'pruned', 'failed'] as const).map((state) => (
          <li key={state}>
            <i class={`mark ${state}`} aria-hidden="true" />
            {t(`trial.${state}`)}
          </li>
        ))}
        {best && (
          <li>
            <i class="mark best" aria-hidden="true" />
            {t('study.timeline.best')}
          </li>
        )}
      </ul>
      <Drawing title={title} height={height} draw={(pen, width) => draw(pen, width, height, spans, best, palette)} shows={[spans, best?.number, palette.key, height]} />
    </ChartFrame>
  );
}

function draw(pen: CanvasRenderingContext2D, width: number, height: number, spans: readonly Span[], best: Trial | undefined, palette: Palette): void {
  const [wide, high] = [width - margin.left - margin.right, height - margin.top - margin.bottom];
  const end = Math.max(1e-3, ...spans.map((span) => span.to));
  const x = (second: number): number => margin.left + (second / end) * wide;
  const row = high / spans.length;
  const thick = Math.max(1, Math.min(tallest - 4, row * 0.7));
  const marks = roundMarks(0, end, Math.max(3, Math.floor(wide / 100)));
  for (const mark of marks) {
    pen.fillStyle = palette.line;
    pen.fillRect(x(mark), margin.top, 1, high);
    pen.fillStyle = palette.soft;
    pen.textAlign = 'center';
    pen.fillText(span(mark, decimalsOf(marks)), x(mark), height - margin.bottom + 16);
  }
  const every = Math.max(1, Math.ceil(16 / row));
  spans.forEach(({ trial, from, to }, place) => {
    const y = margin.top + place * row;
    pen.fillStyle = trial.number === best?.number ? (palette.series[1] ?? palette.ink) : trial.state === 'complete' ? (palette.series[0] ?? palette.ink) : trial.state === 'failed' ? palette.bad : palette.soft;
    pen.fillRect(x(from), y + (row - thick) / 2, Math.max(2, x(to) - x(from)), thick);
    if (place % every === 0) {
      pen.fillStyle = palette.soft;
      pen.textAlign = 'right';
      pen.fillText(String(trial.number), margin.left - 8, y + row / 2 + 4);
    }
  });
  pen.fillStyle = palette.ink;
  pen.textAlign = 'center';
  pen.fillText(t('study.timeline.x'), margin.left + wide / 2, height - 6);
}

/** Trials whose times are known, by number. */
function spansOf(trials: readonly Trial[]): Span[] {
  const known = trials.filter((trial) => trial.ended !== null && Number.isFinite(secondsOf(trial)));
  const ends = known.map((trial) => Date.parse(trial.ended ?? '') / 1000);
  const first = Math.min(...known.map((trial, place) => (ends[place] ?? 0) - secondsOf(trial)));
  return known.map((trial, place) => ({ trial, from: (ends[place] ?? 0) - secondsOf(trial) - first, to: (ends[place] ?? 0) - first }));
}

const beganAt = (trial: Trial): string => new Date(Date.parse(trial.ended ?? '') - 1000 * secondsOf(trial)).toISOString();
