-- Who does what only one of several servers may do at a time. The fence rises with each change of hands.
CREATE TABLE leases (
  name TEXT PRIMARY KEY,
  owner TEXT NOT NULL,
  fence BIGINT NOT NULL,
  until_ms BIGINT NOT NULL
);

-- When the model of a series is trained again.
CREATE TABLE retraining_plans (
  series_id BIGINT PRIMARY KEY REFERENCES series,
  plan TEXT NOT NULL,
  changed_ms BIGINT NOT NULL,
  changed_by TEXT NOT NULL
);

-- What happened to the model of a series. Rows are only ever added; told_ms says when an alert of it had arrived.
CREATE TABLE series_events (
  series_event_id BIGINT PRIMARY KEY,
  series_id BIGINT NOT NULL REFERENCES series,
  kind TEXT NOT NULL CHECK (kind IN ('drift', 'decay', 'refreshed', 'kept', 'failed')),
  happened_ms BIGINT NOT NULL,
  model TEXT NOT NULL,
  version BIGINT NOT NULL,
  words TEXT NOT NULL,
  told_ms BIGINT
);

CREATE INDEX series_events_series ON series_events (series_id);
CREATE INDEX series_events_told ON series_events (told_ms);
