import type { Forecast } from '../../api/types';
import { t } from '../../i18n';
import { percent, toNumber } from '../../shared/format';

/** Which way, as a word; a dash where it is neither. */
export const wayOf = ({ direction }: Forecast): string => (direction === null ? '–' : t(direction === 'up' ? 'forecast.is-up' : 'forecast.is-down'));

/** How sure it is of the way that it says, since bars were corrected. */
export function sureness({ direction, probability, revised }: Forecast): string {
  const up = toNumber(revised ?? probability);
  return percent(direction === 'up' ? up : 1 - up, 1);
}

/** Both: "Up, 50.9%"; a dash where it is neither way. */
export const saidIn = (forecast: Forecast): string => (forecast.direction === null ? wayOf(forecast) : `${wayOf(forecast)}, ${sureness(forecast)}`);
