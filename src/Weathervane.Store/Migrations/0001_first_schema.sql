-- Written once in SQL that SQLite and PostgreSQL both run. Times are milliseconds since 1970 in UTC (columns ..._ms).
-- SQLite keeps NaN as NULL, so a number that may be NaN stands as a value (0) beside is_nan (1).
-- Keys come from the table counters, because the two databases agree on no form of identity column.
-- Docs: docs/registry.md; reasons: docs/decisions.

CREATE TABLE counters (
  name TEXT PRIMARY KEY,
  last BIGINT NOT NULL
);

-- Experiments and runs, in MLflow's shapes.

CREATE TABLE experiments (
  experiment_id BIGINT PRIMARY KEY,
  name TEXT NOT NULL,
  artifact_location TEXT NOT NULL,
  lifecycle_stage TEXT NOT NULL CHECK (lifecycle_stage IN ('active', 'deleted')),
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL
);
CREATE UNIQUE INDEX experiments_name ON experiments (name) WHERE lifecycle_stage = 'active';

CREATE TABLE experiment_tags (
  experiment_id BIGINT NOT NULL REFERENCES experiments,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (experiment_id, key)
);

CREATE TABLE runs (
  run_id TEXT PRIMARY KEY,
  experiment_id BIGINT NOT NULL REFERENCES experiments,
  name TEXT NOT NULL,
  user_id TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED')),
  start_ms BIGINT NOT NULL,
  end_ms BIGINT,
  artifact_uri TEXT NOT NULL,
  lifecycle_stage TEXT NOT NULL CHECK (lifecycle_stage IN ('active', 'deleted')),
  deleted_ms BIGINT
);
CREATE INDEX runs_newest ON runs (experiment_id, lifecycle_stage, start_ms DESC, run_id);

-- Every value ever logged. A batch that is sent again after a lost answer adds nothing.
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
);

-- The value with the greatest (step, timestamp, value) of each key, kept in the transaction that adds to metrics, for searching.
CREATE TABLE latest_metrics (
  run_id TEXT NOT NULL REFERENCES runs,
  key TEXT NOT NULL,
  step BIGINT NOT NULL,
  timestamp_ms BIGINT NOT NULL,
  value DOUBLE PRECISION NOT NULL,
  is_nan BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (run_id, key)
);

CREATE TABLE params (
  run_id TEXT NOT NULL REFERENCES runs,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (run_id, key)
);

CREATE TABLE tags (
  run_id TEXT NOT NULL REFERENCES runs,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (run_id, key)
);

CREATE TABLE datasets (
  dataset_id BIGINT PRIMARY KEY,
  experiment_id BIGINT NOT NULL REFERENCES experiments,
  name TEXT NOT NULL,
  digest TEXT NOT NULL,
  source_type TEXT NOT NULL,
  source TEXT NOT NULL,
  schema TEXT,
  profile TEXT,
  UNIQUE (experiment_id, name, digest)
);

CREATE TABLE run_datasets (
  run_id TEXT NOT NULL REFERENCES runs,
  dataset_id BIGINT NOT NULL REFERENCES datasets,
  PRIMARY KEY (run_id, dataset_id)
);

CREATE TABLE run_dataset_tags (
  run_id TEXT NOT NULL,
  dataset_id BIGINT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (run_id, dataset_id, key),
  FOREIGN KEY (run_id, dataset_id) REFERENCES run_datasets
);

-- MLflow 3's logged models: files of a run with a status, parameters and tags of their own.

CREATE TABLE logged_models (
  model_id TEXT PRIMARY KEY,
  experiment_id BIGINT NOT NULL REFERENCES experiments,
  name TEXT NOT NULL,
  model_type TEXT,
  source_run_id TEXT,
  artifact_uri TEXT NOT NULL,
  status TEXT NOT NULL,
  status_message TEXT,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT
);

CREATE TABLE logged_model_params (
  model_id TEXT NOT NULL REFERENCES logged_models,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (model_id, key)
);

CREATE TABLE logged_model_tags (
  model_id TEXT NOT NULL REFERENCES logged_models,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (model_id, key)
);

CREATE TABLE run_models (
  run_id TEXT NOT NULL REFERENCES runs,
  model_id TEXT NOT NULL REFERENCES logged_models,
  role TEXT NOT NULL CHECK (role IN ('input', 'output')),
  step BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (run_id, model_id, role)
);

-- Files: the content once, under its hash; the names as rows, of which the one that was not replaced counts.

CREATE TABLE blobs (
  sha256 TEXT PRIMARY KEY,
  size BIGINT NOT NULL,
  created_ms BIGINT NOT NULL
);

CREATE TABLE artifacts (
  artifact_id BIGINT PRIMARY KEY,
  path TEXT NOT NULL,
  sha256 TEXT NOT NULL REFERENCES blobs,
  created_ms BIGINT NOT NULL,
  replaced_ms BIGINT
);
CREATE UNIQUE INDEX artifacts_path ON artifacts (path) WHERE replaced_ms IS NULL;

-- The registry. A deletion fills the row's deleted_... columns: it frees the name, keeps the past, and never frees a version number.

CREATE TABLE model_names (
  name TEXT PRIMARY KEY,
  last_version BIGINT NOT NULL
);

CREATE TABLE registered_models (
  registered_model_id BIGINT PRIMARY KEY,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT,
  deleted_by TEXT,
  deleted_reason TEXT
);
CREATE UNIQUE INDEX registered_models_name ON registered_models (name) WHERE deleted_ms IS NULL;

CREATE TABLE registered_model_tags (
  registered_model_id BIGINT NOT NULL REFERENCES registered_models,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (registered_model_id, key)
);

CREATE TABLE model_versions (
  registered_model_id BIGINT NOT NULL REFERENCES registered_models,
  version BIGINT NOT NULL,
  source TEXT NOT NULL,
  run_id TEXT REFERENCES runs,
  run_link TEXT,
  model_id TEXT,
  author TEXT NOT NULL,
  description TEXT NOT NULL,
  status TEXT NOT NULL,
  status_message TEXT,
  stage TEXT NOT NULL DEFAULT 'None',
  primary_metric TEXT,
  verdict TEXT,
  bars_sha256 TEXT,
  pipeline_sha256 TEXT,
  code_version TEXT,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT,
  deleted_by TEXT,
  deleted_reason TEXT,
  PRIMARY KEY (registered_model_id, version)
);
CREATE INDEX model_versions_run ON model_versions (run_id);

CREATE TABLE model_version_params (
  registered_model_id BIGINT NOT NULL,
  version BIGINT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (registered_model_id, version, key),
  FOREIGN KEY (registered_model_id, version) REFERENCES model_versions
);

-- better says which way is better as known at registration: 'higher', 'lower', or NULL where nobody said.
CREATE TABLE model_version_metrics (
  registered_model_id BIGINT NOT NULL,
  version BIGINT NOT NULL,
  key TEXT NOT NULL,
  value DOUBLE PRECISION NOT NULL,
  is_nan BIGINT NOT NULL DEFAULT 0,
  better TEXT CHECK (better IN ('higher', 'lower')),
  PRIMARY KEY (registered_model_id, version, key),
  FOREIGN KEY (registered_model_id, version) REFERENCES model_versions
);

CREATE TABLE model_version_tags (
  registered_model_id BIGINT NOT NULL,
  version BIGINT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (registered_model_id, version, key),
  FOREIGN KEY (registered_model_id, version) REFERENCES model_versions
);

-- An alias stands where its last move put it; a move without a version takes it away.
CREATE TABLE alias_moves (
  move_id BIGINT PRIMARY KEY,
  registered_model_id BIGINT NOT NULL REFERENCES registered_models,
  alias TEXT NOT NULL,
  version BIGINT,
  kind TEXT NOT NULL CHECK (kind IN ('set', 'rollback', 'remove')),
  moved_ms BIGINT NOT NULL,
  moved_by TEXT NOT NULL,
  reason TEXT NOT NULL,
  evidence TEXT,
  FOREIGN KEY (registered_model_id, version) REFERENCES model_versions
);
CREATE INDEX alias_moves_last ON alias_moves (registered_model_id, alias, move_id);

-- Searches over parameters, and looks at data that was held out.

CREATE TABLE studies (
  study_id BIGINT PRIMARY KEY,
  run_id TEXT NOT NULL REFERENCES runs,
  name TEXT NOT NULL,
  sampler TEXT NOT NULL,
  seed TEXT NOT NULL,
  metric TEXT NOT NULL,
  better TEXT NOT NULL CHECK (better IN ('higher', 'lower')),
  space TEXT NOT NULL,
  created_ms BIGINT NOT NULL
);
CREATE INDEX studies_run ON studies (run_id);

CREATE TABLE trials (
  study_id BIGINT NOT NULL REFERENCES studies,
  number BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('COMPLETE', 'PRUNED', 'FAILED')),
  parameters TEXT NOT NULL,
  value DOUBLE PRECISION,
  standard_error DOUBLE PRECISION,
  message TEXT,
  ended_ms BIGINT NOT NULL,
  PRIMARY KEY (study_id, number)
);

CREATE TABLE holdout_looks (
  look_id BIGINT PRIMARY KEY,
  run_id TEXT REFERENCES runs,
  series TEXT NOT NULL,
  label TEXT NOT NULL,
  from_ms BIGINT NOT NULL,
  to_ms BIGINT NOT NULL,
  looked_ms BIGINT NOT NULL,
  looked_by TEXT NOT NULL
);
CREATE INDEX holdout_looks_series ON holdout_looks (series, from_ms);

INSERT INTO counters (name, last) VALUES ('experiment', 0);
INSERT INTO experiments (experiment_id, name, artifact_location, lifecycle_stage, created_ms, updated_ms)
  VALUES (0, 'Default', 'mlflow-artifacts:/0', 'active', 0, 0);
