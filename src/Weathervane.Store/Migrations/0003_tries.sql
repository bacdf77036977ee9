-- What was tried on which rows, so that a later score on overlapping rows is known to be the best of more. Gains are kept by block of
-- time (block_ms long, the first numbered first_block, counted from the year 1), as JSON lists; NULL where they are not known.
CREATE TABLE tries (
  try_id BIGINT PRIMARY KEY,
  run_id TEXT NOT NULL REFERENCES runs,
  series TEXT NOT NULL,
  label TEXT NOT NULL,
  name TEXT NOT NULL,
  from_ms BIGINT NOT NULL,
  to_ms BIGINT NOT NULL,
  tries BIGINT NOT NULL,
  block_ms BIGINT,
  first_block BIGINT,
  block_sums TEXT,
  block_rows TEXT
);
CREATE INDEX tries_series ON tries (series, label, from_ms);
