-- A list of studies says the best trial of each.
CREATE INDEX trials_best ON trials (study_id, value, number) WHERE state = 'COMPLETE' AND value IS NOT NULL;
