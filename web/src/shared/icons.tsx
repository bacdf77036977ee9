import type { JSX } from 'preact';

const paths = {
  now: 'M3 12h4l3-8 4 16 3-8h4',
  models: 'M12 3 3 8l9 5 9-5-9-5ZM3 13l9 5 9-5',
  runs: 'M4 6h16M4 12h16M4 18h10',
  studies: 'M4 20V4M4 20h16M8 15l4-5 3 3 5-7',
  drift: 'M3 16c3 0 3-8 6-8s3 8 6 8 3-8 6-8',
  experiments: 'M9 3v7L4 20h16l-5-10V3M8 3h8',
  data: 'M4 6c0-2 16-2 16 0v12c0 2-16 2-16 0V6Zm0 6c0 2 16 2 16 0',
  check: 'm5 12 5 5 9-10',
  cross: 'M6 6l12 12M18 6 6 18',
  question: 'M9 9a3 3 0 1 1 4 3c-1 .5-1 1-1 2M12 18v.01',
  up: 'm6 14 6-6 6 6',
  down: 'm6 10 6 6 6-6',
  right: 'm10 6 6 6-6 6',
  rise: 'M12 20V4M5 11l7-7 7 7',
  fall: 'M12 4v16M5 13l7 7 7-7',
  sun: 'M12 4V2M12 22v-2M4 12H2M22 12h-2M6 6 5 5M19 19l-1-1M6 18l-1 1M19 5l-1 1M16 12a4 4 0 1 1-8 0 4 4 0 0 1 8 0Z',
  moon: 'M20 14A8 8 0 0 1 10 4a8 8 0 1 0 10 10Z',
  screen: 'M4 5h16v11H4zM9 20h6M12 16v4',
  table: 'M4 5h16v14H4zM4 10h16M10 5v14',
  image: 'M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4',
  download: 'M12 4v11M7 11l5 5 5-5M5 20h14',
  edit: 'M4 20h4L19 9l-4-4L4 16v4Z',
  plus: 'M12 5v14M5 12h14',
  key: 'M14 10a4 4 0 1 0-3 4l2 2h2v2h2v2h3v-3l-6-6Z',
  out: 'M14 4h5v16h-5M10 8l-4 4 4 4M6 12h9',
  filter: 'M4 5h16l-6 8v6l-4-2v-4L4 5Z',
  columns: 'M4 5h16v14H4zM9.5 5v14M14.5 5v14',
  folder: 'M3 6h6l2 2h10v11H3V6Z',
  back: 'M15 6l-6 6 6 6',
} as const;

export type IconName = keyof typeof paths;

/** A drawing beside words; screen readers pass it over. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }): JSX.Element {
  return (
    <svg class="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">
      <path d={paths[name]} />
    </svg>
  );
}
