-- Bars that come in, and what models said at the close of each.
CREATE TABLE series (
  series_id BIGINT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  bar_length TEXT NOT NULL,
  models TEXT NOT NULL,
  changes BIGINT NOT NULL,
  created_ms BIGINT NOT NULL
);

CREATE TABLE bars (
  series_id BIGINT NOT NULL REFERENCES series,
  open_ms BIGINT NOT NULL,
  open DOUBLE PRECISION NOT NULL,
  high DOUBLE PRECISION NOT NULL,
  low DOUBLE PRECISION NOT NULL,
  close DOUBLE PRECISION NOT NULL,
  volume DOUBLE PRECISION NOT NULL,
  received_ms BIGINT NOT NULL,
  PRIMARY KEY (series_id, open_ms)
) /* WITHOUT ROWID */;

-- What a bar said before it was corrected.
CREATE TABLE bar_corrections (
  series_id BIGINT NOT NULL REFERENCES series,
  open_ms BIGINT NOT NULL,
  correction BIGINT NOT NULL,
  open DOUBLE PRECISION NOT NULL,
  high DOUBLE PRECISION NOT NULL,
  low DOUBLE PRECISION NOT NULL,
  close DOUBLE PRECISION NOT NULL,
  volume DOUBLE PRECISION NOT NULL,
  received_ms BIGINT NOT NULL,
  corrected_ms BIGINT NOT NULL,
  PRIMARY KEY (series_id, open_ms, correction)
);

-- One forecast a series, version and bar, whoever made it. It stays as it was made; on corrected bars it is revised beside it.
CREATE TABLE forecasts (
  series_id BIGINT NOT NULL REFERENCES series,
  model TEXT NOT NULL,
  version BIGINT NOT NULL,
  bar_ms BIGINT NOT NULL,
  known_ms BIGINT NOT NULL,
  target_ms BIGINT NOT NULL,
  probability DOUBLE PRECISION NOT NULL,
  is_nan BIGINT NOT NULL DEFAULT 0,
  threshold DOUBLE PRECISION NOT NULL,
  likely TEXT,
  familiarity DOUBLE PRECISION,
  made_ms BIGINT NOT NULL,
  revised DOUBLE PRECISION,
  revised_ms BIGINT,
  outcome BIGINT,
  outcome_ms BIGINT,
  PRIMARY KEY (series_id, model, version, bar_ms)
) /* WITHOUT ROWID */;

-- Forecasts from features or bars that came with the request.
CREATE TABLE answers (
  answer_id BIGINT PRIMARY KEY,
  made_ms BIGINT NOT NULL,
  model TEXT NOT NULL,
  version BIGINT NOT NULL,
  probability DOUBLE PRECISION NOT NULL,
  is_nan BIGINT NOT NULL DEFAULT 0,
  caller TEXT NOT NULL
);
