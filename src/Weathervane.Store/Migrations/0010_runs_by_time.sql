-- The newest runs of all experiments: pages and the live feed ask for them again and again, and went through every run.
CREATE INDEX runs_by_time ON runs (lifecycle_stage, start_ms DESC, run_id);
