import type { JSX } from 'preact';
import { caller as callerStore, refreshCaller, send } from '../api/client';
import type { Caller } from '../api/types';
import { setLanguage, t, useLanguage } from '../i18n';
import { Icon, type IconName } from '../shared/icons';
import { Link } from '../shared/Link';
import { connected } from './live';
import { setTheme, theme, type Theme } from './settings';
import { useStore } from './store';

/** The pages, as they stand beside the content. */
export const entries = [
  ['/', 'now', 'nav.now'],
  ['/models', 'models', 'nav.models'],
  ['/runs', 'runs', 'nav.runs'],
  ['/studies', 'studies', 'nav.studies'],
  ['/drift', 'drift', 'nav.drift'],
  ['/experiments', 'experiments', 'nav.experiments'],
  ['/data', 'data', 'nav.data'],
] as const;

export function Navigation({ path, caller }: { path: string; caller: Caller }): JSX.Element {
  const live = useStore(connected);
  return (
    <nav class="side" aria-label={t('nav.label')}>
      <Link to="/" class="brand">
        <svg width="20" height="20" viewBox="0 0 24 24" aria-hidden="true">
          <path d="M2 10h12V5l8 7-8 7v-5H2z" />
        </svg>
        Weathervane
      </Link>
      <ul>
        {entries.map(([to, icon, word]) => (
          <li key={to}>
            <Link to={to} {...(to === path && { 'aria-current': 'page' as const })}>
              <Icon name={icon} />
              <span>{t(word)}</span>
            </Link>
          </li>
        ))}
      </ul>
      <div class="settings">
        <p class={live ? 'live on' : 'live'} role="status">
          <i aria-hidden="true" />
          <span>{t(live ? 'live.on' : 'live.off')}</span>
        </p>
        <Settings />
        {caller.keysNeeded && (
          <p class="who">
            <span title={t('session.role', { role: caller.role ?? '' })}>
              {caller.name} · {caller.role}
            </span>
            <button type="button" class="quiet" onClick={() => void leave()} aria-label={t('session.leave')} title={t('session.leave')}>
              <Icon name="out" />
            </button>
          </p>
        )}
      </div>
    </nav>
  );
}

const themes: readonly (readonly [Theme, IconName])[] = [
  ['system', 'screen'],
  ['light', 'sun'],
  ['dark', 'moon'],
];

export function Settings(): JSX.Element {
  const chosen = useStore(theme);
  const language = useLanguage();
  return (
    <div class="choices">
      <div class="segments" role="group" aria-label={t('theme.label')}>
        {themes.map(([id, icon]) => (
          <button key={id} type="button" aria-pressed={id === chosen} onClick={() => setTheme(id)} aria-label={t(`theme.${id}`)} title={t(`theme.${id}`)}>
            <Icon name={icon} size={14} />
          </button>
        ))}
      </div>
      <div class="segments" role="group" aria-label={t('language.label')}>
        {(['en', 'fr'] as const).map((id) => (
          <button key={id} type="button" lang={id} aria-pressed={id === language} onClick={() => setLanguage(id)} aria-label={id === 'en' ? 'EN: English' : 'FR: Français'}>
            {id.toUpperCase()}
          </button>
        ))}
      </div>
    </div>
  );
}

async function leave(): Promise<void> {
  await send('DELETE', '/session');
  callerStore.set(null);
  await refreshCaller();
}
