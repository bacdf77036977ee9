-- A study that was stopped goes on where it was: what it depends on is kept besides its seed, and what a trial reported on the way.
ALTER TABLE studies ADD COLUMN pruner TEXT NOT NULL DEFAULT 'none';
ALTER TABLE studies ADD COLUMN width BIGINT NOT NULL DEFAULT 4;
ALTER TABLE studies ADD COLUMN task TEXT NOT NULL DEFAULT '';
ALTER TABLE trials ADD COLUMN fold_values TEXT NOT NULL DEFAULT '[]';
ALTER TABLE trials ADD COLUMN reports TEXT NOT NULL DEFAULT '[]';
CREATE INDEX studies_name ON studies (name);
