-- A search for a state or a user that few runs have went through every run.
CREATE INDEX runs_by_status ON runs (status);
CREATE INDEX runs_by_user ON runs (user_id);
-- PostgreSQL looked each value that it found up in the table, to see whose it is; in SQLite the index held that before.
DROP INDEX latest_metrics_key;
CREATE INDEX latest_metrics_key ON latest_metrics (key, value, is_nan, run_id);
