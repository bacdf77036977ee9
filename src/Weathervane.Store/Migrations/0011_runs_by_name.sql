-- A search for a name, or the beginning of one, went through every run.
CREATE INDEX runs_by_name ON runs (name);
