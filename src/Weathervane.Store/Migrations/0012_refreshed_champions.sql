-- A champion that is refreshed while an experiment runs: of bars that close from then on the fresh version is the champion's. The first version is that of the arm.
CREATE TABLE live_refreshes (
  live_experiment_id BIGINT NOT NULL REFERENCES live_experiments,
  version BIGINT NOT NULL,
  from_ms BIGINT NOT NULL,
  PRIMARY KEY (live_experiment_id, version)
);
