import type { JSX } from 'preact';
import { get, part } from '../../api/client';
import type { AliasMove } from '../../api/types';
import { t } from '../../i18n';
import { Alias } from '../../shared/Badges';
import { EventList } from '../../shared/EventList';
import { moment } from '../../shared/format';
import { Empty, Shown } from '../../shared/States';
import { useData } from '../../shared/useData';

/** Every move of the model's aliases, the newest first. */
export function History({ name }: { name: string }): JSX.Element {
  const moves = useData(`moves ${name}`, (signal) => get<AliasMove[]>(`/models/${part(name)}/moves`, {}, signal), ['model']);
  return (
    <Shown of={moves}>
      {(list) =>
        list.length === 0 ? (
          <Empty title={t('history.none')} />
        ) : (
          <EventList events={list.toReversed()} id={(_, place) => list.length - place}>
            {(move) => (
              <>
                <time dateTime={move.time}>{moment(move.time)} UTC</time>
                <div>
                  <p class="row">
                    <Alias name={move.alias} />
                    {move.version === null ? t('history.removed') : t(move.kind === 'rollback' ? 'history.rolled-back' : 'history.set', { version: move.version })}
                    <span class="soft">{t('history.by', { who: move.by })}</span>
                  </p>
                  <p>{move.reason}</p>
                  {move.evidence && <p class="soft small" lang="en">{move.evidence}</p>}
                </div>
              </>
            )}
          </EventList>
        )
      }
    </Shown>
  );
}
