-- Writes that callers may send again: what each returned, kept in the transaction that did it, for a day. The id is a hash of who asked for what under which id of his.
CREATE TABLE requests (
  request_id TEXT PRIMARY KEY,
  at_ms BIGINT NOT NULL,
  answer TEXT NOT NULL
);

CREATE INDEX requests_at ON requests (at_ms);
