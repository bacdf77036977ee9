import { colours } from '../../app/settings';
import { useStore } from '../../app/store';

/** The page's colours, for what is drawn and cannot use a style sheet. */
export interface Palette {
  ink: string;
  soft: string;
  line: string;
  paper: string;
  good: string;
  bad: string;
  accent: string;
  unsure: string;
  series: string[];
  key: string;
}

export function usePalette(): Palette {
  const turn = useStore(colours);
  const style = getComputedStyle(document.documentElement);
  const of = (name: string): string => style.getPropertyValue(name).trim();
  return {
    ink: of('--ink'),
    soft: of('--soft'),
    line: of('--line'),
    paper: of('--paper'),
    good: of('--good'),
    bad: of('--bad'),
    accent: of('--accent'),
    unsure: of('--unsure'),
    series: [1, 2, 3, 4, 5, 6].map((n) => of(`--s${n}`)),
    key: `${turn} ${of('--ink')}`,
  };
}
