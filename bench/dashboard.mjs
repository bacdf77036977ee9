// Measures the dashboard of a running server in Chromium; bench/dashboard starts both. Prints a table in Markdown.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { gunzipSync } from 'node:zlib';

const [url, driver, barsFile, assets, serverId] = process.argv.slice(2);
const { chromium } = createRequire(import.meta.url)(driver);
const series = 'bench-1h';
const [opens, eventsSent, restMs] = [9, 3600, 10_000];
// As many changes in more minutes: MINUTES=60 is an hour as it is, where an hour's worth is enough otherwise.
const minutes = Number(process.env.MINUTES ?? 3);
const [eventsEverySecond, barEveryMs] = [eventsSent / 60 / minutes, (1000 * minutes) / 3];

const ask = async (method, path, body) => {
  const answer = await fetch(`${url}/api/v1${path}`, { method, headers: { 'Content-Type': 'application/json' }, ...(body && { body: JSON.stringify(body) }) });
  if (!answer.ok) {
    throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  }
  return answer.status === 204 ? null : answer.json().catch(() => null);
};
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const note = (text) => process.stderr.write(`${text}\n`);
const row = (what, measured, wanted = '') => console.log(`| ${what} | ${measured} | ${wanted} |`);

async function fill() {
  while (!(await fetch(`${url}/health`).then((a) => a.ok, () => false))) {
    await sleep(200);
  }
  const content = readFileSync(barsFile);
  const lines = (barsFile.endsWith('.gz') ? gunzipSync(content) : content).toString().trim().split('\n').slice(1);
  const bars = lines.map((line) => {
    const [time, open, high, low, close, volume] = line.split(',');
    return { time, open: +open, high: +high, low: +low, close: +close, volume: +volume };
  });
  await ask('PUT', `/series/${series}`, { interval: '1h', models: ['bench'] });
  await ask('POST', `/series/${series}/bars`, bars);
  // Until the last bar has been forecast.
  for (let i = 0; i < 600; i++) {
    const { latest } = await ask('GET', `/series/${series}`);
    if (latest && Date.parse(latest.bar) >= Date.parse(bars.at(-1).time)) {
      break;
    }
    await sleep(500);
  }
  return bars;
}

/** Milliseconds from the start of the navigation until the page shows what it is for, by the page's own clock. */
async function opened(browser, path, shown) {
  const times = [];
  for (let i = 0; i < opens; i++) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    await page.goto(url + path, { waitUntil: 'commit' });
    times.push(await (await page.waitForFunction(shown, null, { polling: 'raf' })).jsonValue());
    await context.close();
  }
  return times;
}

/** From the key that ends a filter's text until the rows that it finds are on the screen. */
async function filtered(page, filters) {
  const times = [];
  for (const filter of filters) {
    const time = await page.evaluate(async (text) => {
      const box = document.querySelector('.filter input');
      const paint = () => new Promise((done) => requestAnimationFrame(done));
      const rows = () => document.querySelector('.grid-body').textContent;
      const rowsBefore = rows();
      const begin = performance.now();
      box.value = text;
      box.dispatchEvent(new Event('input', { bubbles: true }));
      while (rows() === rowsBefore) {
        if (performance.now() - begin > 5_000) {
          return NaN;
        }
        await paint();
      }
      return performance.now() - begin;
    }, filter);
    times.push([filter, time]);
    // Until it is counted too, so that one question does not wait for another's count.
    await page.waitForFunction(() => /\d/.test(document.querySelector('.page-head p').textContent));
    await sleep(150);
  }
  return times;
}

/** The heap after collection while changes are told, an hour's worth of them; bars come in for real meanwhile. */
async function remembered(browser, bars) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.addInitScript(() => {
    const Real = EventSource;
    window.EventSource = class extends Real {
      constructor(...given) {
        super(...given);
        window.feed = this;
      }
    };
  });
  await page.goto(url);
  await page.waitForFunction(() => document.querySelector('.series canvas') && !document.querySelector('.loading'));
  const tools = await context.newCDPSession(page);
  const heap = async () => {
    await sleep(1500);
    for (let i = 0; i < 3; i++) {
      await tools.send('HeapProfiler.collectGarbage');
    }
    const { usedSize } = await tools.send('Runtime.getHeapUsage');
    const { nodes, jsEventListeners } = await tools.send('Memory.getDOMCounters');
    return { mb: usedSize / 1e6, nodes, listeners: jsEventListeners };
  };
  const tell = (count) =>
    page.evaluate(
      ([times, pause, name]) =>
        new Promise((done) => {
          let told = 0;
          const timer = setInterval(() => {
            const kind = ['series', 'run', 'model', 'experiment'][told % 4];
            window.feed.dispatchEvent(new MessageEvent('change', { data: JSON.stringify({ kind, id: name, change: 'updated' }) }));
            if (++told === times) {
              clearInterval(timer);
              done();
            }
          }, pause);
        }),
      [count, 1000 / eventsEverySecond, series],
    );
  let last = Date.parse(bars.at(-1).time);
  let going = true;
  const feeding = (async () => {
    while (going) {
      last += 3_600_000;
      await ask('POST', `/series/${series}/bars`, [{ ...bars.at(-1), time: new Date(last).toISOString() }]);
      await sleep(barEveryMs);
    }
  })();
  await tell(400);
  const stages = [await heap()];
  for (let part = 0; part < 3; part++) {
    await tell(eventsSent / 3);
    stages.push(await heap());
  }
  going = false;
  await feeding;
  await context.close();
  return stages;
}

const bars = await fill();
const { total } = await ask('GET', '/runs/table?limit=1');
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] });
console.log(`# The dashboard: bench/dashboard\n`);
console.log(`${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC, ${cpus()[0].model}, ${cpus().length} cores, Chromium ${browser.version()}, server and browser on the machine; ${total.toLocaleString('en')} runs, ${bars.length.toLocaleString('en')} bars.\n`);
console.log('| what | measured | wanted |\n|---|--:|--:|');

note('opening pages ...');
const now = () => document.querySelector('.latest .turn') && document.querySelectorAll('.series canvas').length > 2 && document.querySelector('[aria-label="Latest runs"] tbody td') && !document.querySelector('.loading') && performance.now();
const runsPage = () => document.querySelector('.grid-body [role=row] a') && performance.now();
for (const [what, path, shown, wanted] of [
  ['Now, until forecast, candles, score, cards and runs stand', '/', now, '1,000 ms'],
  ['Runs, until rows stand', '/runs', runsPage, '1,000 ms'],
]) {
  const times = await opened(browser, path, shown);
  row(`${what}: empty cache, median of ${opens} (first, slowest)`, `${median(times).toFixed(0)} ms (${times[0].toFixed(0)}, ${Math.max(...times).toFixed(0)})`, wanted);
}

note('filtering ...');
const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
await page.goto(`${url}/runs`);
await page.waitForFunction(runsPage);
const filters = ["metrics.log_loss < 0.69", "metrics.log_loss < 0.6831 AND params.max_depth = '7'", "tags.stage = 'live'", "params.p3 = '11'", "tags.stage = 'trial' AND metrics.accuracy > 0.53", "run_name LIKE 'sweep-0123%'", "status = 'FAILED' AND user_id = 'ada'", "metrics.roc_auc > 0.5 AND params.eta != '0.005'", ''];
await filtered(page, filters.slice(0, 2));
const answers = [...(await filtered(page, filters.slice(2))), ...(await filtered(page, filters.slice(0, 2)))];
await page.goto(`${url}/runs?sort=metrics.log_loss+ASC`);
await page.waitForFunction(runsPage);
const sorted = await filtered(page, ['metrics.log_loss > 0.69', ...filters.slice(1, 8)]);
const all = [...answers, ...sorted.map(([filter, time]) => [`${filter}, by log_loss`, time])];
row(`filters, ${all.length} of them, from the last key to the rows: median`, `${median(all.map((a) => a[1])).toFixed(0)} ms`, '100 ms');
for (const [filter, time] of all) {
  row(`– \`${filter || 'none'}\``, `${time.toFixed(0)} ms`);
}
for (const filter of filters.slice(0, 8)) {
  const path = `/runs/table?limit=100&offset=0&orderBy=start_time+DESC&filter=${encodeURIComponent(filter)}`;
  await ask('GET', path);
  const begin = performance.now();
  await ask('GET', path);
  note(`server alone: ${(performance.now() - begin).toFixed(0)} ms ${filter}`);
}

const scripts = readdirSync(assets).filter((file) => file.endsWith('.js.gz'));
const size = (files) => files.reduce((sum, file) => sum + statSync(`${assets}/${file}`).size, 0) / 1000;
row('JavaScript, gzipped: all of it', `${size(scripts).toFixed(0)} kB`, '250 kB');

note('an hour of changes ...');
const stages = await remembered(browser, bars);
row(`heap of Now after collection: after 400 changes, then after each third of ${eventsSent.toLocaleString('en')} more, in ${minutes} minutes, and a bar every ${(barEveryMs / 1000).toFixed(0)} s`, stages.map((s) => s.mb.toFixed(1)).join(', ') + ' MB', 'no growth');
row('nodes of the page, listeners: at the same moments', stages.map((s) => `${s.nodes}/${s.listeners}`).join(', '), 'no growth');
const held = () => {
  const told = readFileSync(`/proc/${serverId}/status`, 'utf8');
  const [all, own] = ['VmRSS', 'RssAnon'].map((name) => Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(told)?.[1] ?? 0) / 1000));
  return `${all} MB (${own} MB)`;
};
const busy = held();
await sleep(restMs);
row('memory of the server (its own, without mapped files) while bars come', busy);
row(`the same ${restMs / 1000} s later`, held(), '150 MB');
await browser.close();
