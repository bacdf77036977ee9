-- Searches whose trials the servers make; the pipeline and its bars are files of the study's run.
CREATE TABLE study_jobs (
  study_id BIGINT PRIMARY KEY REFERENCES studies,
  learner TEXT NOT NULL,
  trials BIGINT NOT NULL,
  asked_ms BIGINT NOT NULL,
  asked_by TEXT NOT NULL,
  ended_ms BIGINT,
  outcome TEXT CHECK (outcome IN ('done', 'stopped', 'failed')),
  words TEXT
);

-- Forecasts of a version over bars that were there before it was asked.
CREATE TABLE backfills (
  backfill_id BIGINT PRIMARY KEY,
  series_id BIGINT NOT NULL REFERENCES series,
  model TEXT NOT NULL,
  version BIGINT NOT NULL,
  from_ms BIGINT,
  to_ms BIGINT,
  asked_ms BIGINT NOT NULL,
  asked_by TEXT NOT NULL,
  ended_ms BIGINT,
  outcome TEXT CHECK (outcome IN ('done', 'stopped', 'failed')),
  words TEXT,
  forecasts BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX backfills_series ON backfills (series_id);

-- Made by such a job when the outcome was known already: never part of a version's record.
ALTER TABLE forecasts ADD COLUMN backfilled BIGINT NOT NULL DEFAULT 0;
