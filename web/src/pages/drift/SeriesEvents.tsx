import type { JSX } from 'preact';
import { get, part } from '../../api/client';
import type { SeriesEvent } from '../../api/types';
import { address } from '../../app/router';
import { t } from '../../i18n';
import { EventList } from '../../shared/EventList';
import { moment } from '../../shared/format';
import { Link } from '../../shared/Link';
import { Shown } from '../../shared/States';
import { useData } from '../../shared/useData';

/** Drift, decay and refreshes of a series with their evidence, the newest first. */
export function SeriesEvents({ series }: { series: string }): JSX.Element {
  const events = useData(`events ${series}`, (signal) => readEvents(series, 100, signal), ['series', 'model']);
  return (
    <Shown of={events} rows={3}>
      {(list) =>
        list.length === 0 ? (
          <p class="soft">{t('drift.no-events')}</p>
        ) : (
          <EventList events={list} id={(event) => event.id}>
            {(event) => (
              <>
                <p>
                  <b>{t(`care.${event.kind}`)}</b> <Link to={address('/models', { name: event.model })}>{`${event.model}:${event.version}`}</Link>
                  <br />
                  <time dateTime={event.at}>{moment(event.at)} UTC</time>
                </p>
                <p lang="en">{event.words}</p>
              </>
            )}
          </EventList>
        )
      }
    </Shown>
  );
}

export const readEvents = (series: string, limit: number, signal: AbortSignal): Promise<SeriesEvent[]> =>
  get<SeriesEvent[]>(`/series/${part(series)}/events`, { limit }, signal);
