import './styles/tokens.css';
import './styles/base.css';
import './styles/layout.css';
import './styles/controls.css';
import './styles/tables.css';
import './styles/charts.css';
import './styles/pages.css';
import { render } from 'preact';
import { App } from './app/App';
import { fetchCharts } from './shared/charts/Candles';
import { spellOutHidden } from './shared/hidden';

spellOutHidden();

if (location.pathname === '/') {
  fetchCharts();
}

const root = document.getElementById('app');
if (root) {
  render(<App />, root);
}
