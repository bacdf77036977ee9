/** What /api/v1 answers; /openapi/v1.json describes the same. */

export type Num = number | 'NaN' | 'Infinity' | '-Infinity';

export interface Problem {
  where: string;
  what: string;
  remedy?: string | null;
}

export type Role = 'read' | 'write' | 'admin';

export interface Caller {
  keysNeeded: boolean;
  name: string | null;
  role: Role | null;
  csrf: string | null;
}

export interface RegisteredModel {
  name: string;
  created: string;
  updated: string;
  versions: number;
  latest: number | null;
  aliases: Record<string, number>;
  description: string;
}

export interface VersionMetric {
  name: string;
  value: Num;
  higherIsBetter: boolean | null;
}

export interface ModelVersion {
  name: string;
  version: number;
  reference: string;
  author: string;
  created: string;
  stage: string;
  runId: string | null;
  notes: string;
  primaryMetric: string | null;
  verdict: string | null;
  barsSha256: string | null;
  codeVersion: string | null;
  aliases: string[];
  parameters: Record<string, string>;
  metrics: Record<string, VersionMetric>;
  tags: Record<string, string>;
}

export interface AliasMove {
  model: string;
  alias: string;
  version: number | null;
  kind: 'set' | 'rollback' | 'remove';
  time: string;
  by: string;
  reason: string;
  evidence: string | null;
}

export type Change = 'better' | 'worse' | 'equal' | 'unknown';

export interface ModelComparison {
  first: ModelVersion;
  second: ModelVersion;
  metrics: { name: string; first: Num | null; second: Num | null; difference: Num | null; percent: Num | null; change: Change }[];
  parameters: { name: string; first: string | null; second: string | null }[];
  sameBars: boolean | null;
}

/** Two versions on the rows that both were scored on; the second stands first. */
export interface PairedReport {
  verdict: { sentence: string; model: string; baseline: string; metric: string; gain: Gain; bars: number; barsNeeded: Num | null };
  metrics: { name: string; higherIsBetter: boolean; isPrimary: boolean; meaning: string | null }[];
  models: ReportModel[];
}

/** How much better, in the metric's own unit, whichever way the metric goes. */
export interface Gain {
  value: Num;
  low: Num;
  high: Num;
  pValue: Num;
  /** As one of all metrics' in one table (Holm); NaN where there is no such table. */
  pValueOfAll?: Num;
  outcome: 'not-proven' | 'beats' | 'worse' | 'not-tested';
}

export interface ReportModel {
  name: string;
  scores: Num[];
  gains: (Gain | null)[];
  roc: CurvePoint[];
  precisionRecall: CurvePoint[];
  reliability: { forecast: Num; observed: Num; low: Num; high: Num; count: number }[];
  importances: { feature: string; share: number }[];
}

export interface CurvePoint {
  x: Num;
  y: Num;
}

export interface Artifact {
  name: string;
  sha256: string;
  size: number;
  created: string;
}

export type RunStatus = 'running' | 'scheduled' | 'finished' | 'failed' | 'killed';

export interface Run {
  id: string;
  name: string;
  experiment: string;
  user: string;
  status: RunStatus;
  start: string;
  end: string | null;
  deleted: boolean;
  metrics: Record<string, Num>;
  latestMetrics: MetricPoint[];
  params: Record<string, string>;
  tags: Record<string, string>;
}

export interface MetricPoint {
  key: string;
  value: Num;
  step: number;
  time: string | null;
}

export interface RunRow {
  id: string;
  name: string;
  experiment: string;
  user: string;
  status: RunStatus;
  start: string;
  end: string | null;
  values: (Num | string | null)[];
}

export interface RunTable {
  total: number;
  offset: number;
  rows: RunRow[];
}

export interface RunKeys {
  metrics: string[];
  params: string[];
  tags: string[];
}

export interface Page<T> {
  items: T[];
  nextToken: string | null;
}

export interface KeptStudy {
  id: number;
  study: {
    runId: string;
    name: string;
    sampler: string;
    metric: string;
    higherIsBetter: boolean;
    space: string;
    pruner: string;
  };
  created: string;
  /** What the servers were asked for; null where the study is made by the program that began it. */
  job: { trials: number } | null;
  /** How many trials have ended, however they did. */
  trials: number;
  /** The best complete one so far; null where none has a value. */
  best: { number: number; value: Num; standardError: Num | null } | null;
}

export interface Trial {
  number: number;
  state: 'complete' | 'pruned' | 'failed';
  parameters: Record<string, string>;
  value: Num | null;
  standardError: Num | null;
  message: string | null;
  foldValues: Num[];
  /** How long it took; null where it was not measured. */
  seconds: Num | null;
  /** When it was kept. */
  ended: string | null;
}

export interface Importance {
  name: string;
  share: number;
}

export interface Series {
  name: string;
  interval: string;
  models: string[];
  /** The newest forecast of the version that answers; null while there is none. */
  latest: Forecast | null;
}

export interface PriceBar {
  time: string;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
}

export interface Forecast {
  model: string;
  version: number;
  bar: string;
  knownAt: string;
  target: string;
  /** Of up, as it was said. */
  probability: Num;
  /** What the version says since bars were corrected; null where that is the same. */
  revised: Num | null;
  threshold: number;
  direction: 'up' | 'down' | null;
  set: string | null;
  familiarity: number | null;
  outcome: 0 | 1 | null;
  logLoss: Num | null;
}

/** How the forecasts of the version that answers have done, beside the base rate that was known at each. */
export interface SeriesScore {
  version: string | null;
  count: number;
  hits: number;
  verdict: 'open' | 'better' | 'worse';
  points: { target: string; count: number; mean: number; baseRate: number; low: number | null; high: number | null }[];
}

export type ExperimentMode = 'shadow' | 'split' | 'canary';

export type ExperimentEventKind = 'better' | 'worse' | 'failed' | 'promoted' | 'rolled-back' | 'overtaken' | 'ended';

export interface Experiment {
  id: number;
  series: string;
  mode: ExperimentMode;
  alpha: number;
  horizon: number;
  promote: boolean;
  from: string;
  started: string;
  by: string;
  reason: string;
  guards: number | null;
  /** The champion, then the challengers. */
  arms: { arm: number; reference: string; model: string; version: number; weight: number }[];
  events: { arm: number | null; kind: ExperimentEventKind; time: string; by: string; reason: string; evidence: string | null }[];
  ended: string | null;
}

export interface ExperimentReport {
  experiment: Experiment;
  threshold: number;
  challengers: ChallengerReport[];
}

export interface PlannedGain {
  gain: number;
  deviation: number;
  /** By the spread of the bars so far; else as if neither model were noisy. */
  measured: boolean;
  bars: number | null;
}

export interface ChallengerReport {
  arm: number;
  version: string;
  verdict: ExperimentEventKind | null;
  bars: number;
  /** Nats a bar, above 0 where the challenger is better. */
  mean: number | null;
  low: number | null;
  high: number | null;
  evidenceBetter: number;
  evidenceWorse: number;
  barsToGo: number | null;
  missed: number;
  /** Within how many bars from the start a gain is likely found; empty after a verdict. */
  plan: PlannedGain[];
  sequence: { time: string; bars: number; mean: number | null; low: number | null; high: number | null; evidenceBetter: number; evidenceWorse: number }[];
}

/** What the stored bars of a series are like; figures need two bars. */
export interface Quality {
  series: string;
  interval: string;
  bars: number;
  first: string | null;
  last: string | null;
  /** When the bar closes that the calendar expects next. */
  due: string | null;
  calendar: string | null;
  closures: number;
  missingBars: number;
  gaps: { from: string; to: string; missingBars: number }[];
  ties: number | null;
  zeroVolume: number;
  staleRuns: number;
  sha256: string | null;
  problems: string[];
}

/** A bar as it was before it was corrected. */
export interface Correction {
  bar: PriceBar;
  received: string;
  corrected: string;
}

export interface Drift {
  series: string;
  version: string | null;
  /** Why nothing was tested; null where it was. */
  problem: string | null;
  learntTo: string | null;
  from: string | null;
  since: number;
  rows: number;
  referenceRows: number;
  level: number;
  alarm: boolean;
  words: string;
  smallestVisibleShift: Num;
  columns: DriftColumn[];
}

export interface DriftColumn {
  name: string;
  kind: 'feature' | 'forecast' | 'outcome';
  alarm: boolean;
  pValue: Num;
  adjustedPValue: Num;
  shift: Num;
  spread: Num;
  outside: number;
  smallestVisibleShift: Num;
  words: string;
}

/** A feature or the forecasts over time: percentiles of stretches beside those of the reference. Of outcomes, the middle is the share of ups, and the reference's band where luck alone would leave it. */
/** How the newest values of a column are spread over bins of what was learnt from; the outermost bins are open. */
export interface DriftHistogram {
  name: string;
  /** Between bins: one fewer than bins. */
  edges: number[];
  /** Shares of the bins. */
  reference: Num[];
  now: Num[];
  referenceRows: number;
  rows: number;
}

export interface FeatureHistory {
  feature: string;
  low: Num;
  middle: Num;
  high: Num;
  referenceRows: number;
  stretches: { from: string; isLearnt: boolean; rows: number; low: Num; middle: Num; high: Num }[];
}

export interface SeriesEvent {
  id: number;
  kind: 'drift' | 'decay' | 'refreshed' | 'kept' | 'failed';
  at: string;
  model: string;
  version: number;
  words: string;
}

export interface Retraining {
  plan: { schedule: string; check: string; onDrift: boolean; onDecay: boolean; pauseDays: number; requested: string | null; request: string | null } | null;
  problem: string | null;
  /** When this server last looked for drift and decay; null where it has not yet, or leaves that to others. */
  lastCheck: { at: string; isTested: boolean } | null;
  /** When it looks next; null where it does not. */
  nextCheck: string | null;
}
