-- The last transaction of each process that writes, put down by itself: what a process asks for when the answer to its commit was lost. Kept for a week; used in PostgreSQL alone.
CREATE TABLE writers (
  writer TEXT PRIMARY KEY,
  step BIGINT NOT NULL,
  at_ms BIGINT NOT NULL
);
