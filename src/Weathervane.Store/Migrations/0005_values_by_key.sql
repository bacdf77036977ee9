-- Values are kept in the order of their keys alone where the database can (SQLite's WITHOUT ROWID): one tree is written instead of two.
ALTER TABLE metrics RENAME TO old_metrics;
CREATE TABLE metrics (
  run_id TEXT NOT NULL REFERENCES runs,
  key TEXT NOT NULL,
  step BIGINT NOT NULL,
  timestamp_ms BIGINT NOT NULL,
  value DOUBLE PRECISION NOT NULL,
  is_nan BIGINT NOT NULL DEFAULT 0,
  model_id TEXT,
  dataset_name TEXT,
  dataset_digest TEXT,
  PRIMARY KEY (run_id, key, step, timestamp_ms, value, is_nan)
) /* WITHOUT ROWID */;
INSERT INTO metrics (run_id, key, step, timestamp_ms, value, is_nan, model_id, dataset_name, dataset_digest)
  SELECT run_id, key, step, timestamp_ms, value, is_nan, model_id, dataset_name, dataset_digest FROM old_metrics
  ORDER BY run_id, key, step, timestamp_ms, value, is_nan;
DROP TABLE old_metrics;
CREATE INDEX metrics_model ON metrics (model_id) WHERE model_id IS NOT NULL;

ALTER TABLE latest_metrics RENAME TO old_latest_metrics;
CREATE TABLE latest_metrics (
  run_id TEXT NOT NULL REFERENCES runs,
  key TEXT NOT NULL,
  step BIGINT NOT NULL,
  timestamp_ms BIGINT NOT NULL,
  value DOUBLE PRECISION NOT NULL,
  is_nan BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (run_id, key)
) /* WITHOUT ROWID */;
INSERT INTO latest_metrics (run_id, key, step, timestamp_ms, value, is_nan)
  SELECT run_id, key, step, timestamp_ms, value, is_nan FROM old_latest_metrics ORDER BY run_id, key;
DROP TABLE old_latest_metrics;
CREATE INDEX latest_metrics_key ON latest_metrics (key, value, is_nan);

-- A search by a value that few runs have starts from it. Values may be of any length, an index's entries may not.
CREATE INDEX params_value ON params (key, substr(value, 1, 64));
CREATE INDEX tags_value ON tags (key, substr(value, 1, 64));
