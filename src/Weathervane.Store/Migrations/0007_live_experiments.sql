-- A champion and its challengers on one series. Rows are only ever added: how an experiment stands is what its events say.
CREATE TABLE live_experiments (
  live_experiment_id BIGINT PRIMARY KEY,
  series_id BIGINT NOT NULL REFERENCES series,
  mode TEXT NOT NULL CHECK (mode IN ('shadow', 'split', 'canary')),
  alpha DOUBLE PRECISION NOT NULL,
  horizon BIGINT NOT NULL,
  promote BIGINT NOT NULL,
  from_ms BIGINT NOT NULL,
  started_ms BIGINT NOT NULL,
  started_by TEXT NOT NULL,
  reason TEXT NOT NULL,
  guards BIGINT REFERENCES live_experiments
);

-- The champion is arm 0. A version stays the one that the reference meant at the start.
CREATE TABLE live_arms (
  live_experiment_id BIGINT NOT NULL REFERENCES live_experiments,
  arm BIGINT NOT NULL,
  reference TEXT NOT NULL,
  model TEXT NOT NULL,
  version BIGINT NOT NULL,
  weight DOUBLE PRECISION NOT NULL,
  PRIMARY KEY (live_experiment_id, arm)
);

CREATE TABLE live_events (
  live_event_id BIGINT PRIMARY KEY,
  live_experiment_id BIGINT NOT NULL REFERENCES live_experiments,
  arm BIGINT,
  kind TEXT NOT NULL CHECK (kind IN ('better', 'worse', 'failed', 'promoted', 'rolled-back', 'overtaken', 'ended')),
  happened_ms BIGINT NOT NULL,
  happened_by TEXT NOT NULL,
  reason TEXT NOT NULL,
  evidence TEXT
);

CREATE INDEX live_events_experiment ON live_events (live_experiment_id);
