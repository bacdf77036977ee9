-- How the test of an experiment bets: one that was started under an older rule is judged by it to its end.
ALTER TABLE live_experiments ADD COLUMN bets BIGINT NOT NULL DEFAULT 1;
