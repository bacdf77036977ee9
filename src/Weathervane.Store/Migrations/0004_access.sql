-- Keys of callers: only the hash of a key's secret is kept.
CREATE TABLE api_keys (
  key_id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('read', 'write', 'admin')),
  sha256 TEXT NOT NULL,
  created_ms BIGINT NOT NULL,
  expires_ms BIGINT,
  revoked_ms BIGINT
);

-- Every request that changed something, or was refused for want of a key.
CREATE TABLE audit_log (
  audit_id BIGINT PRIMARY KEY,
  at_ms BIGINT NOT NULL,
  caller TEXT NOT NULL,
  address TEXT NOT NULL,
  method TEXT NOT NULL,
  path TEXT NOT NULL,
  status BIGINT NOT NULL
);

-- Searches by a metric, parameter or tag start from its values; scores of a logged model are found by the model.
CREATE INDEX latest_metrics_key ON latest_metrics (key, value, run_id);
CREATE INDEX metrics_model ON metrics (model_id) WHERE model_id IS NOT NULL;
