-- What a run tried was found by going through every try. So was, for each run that an upkeep deletes for good, whether tries keep it, once by the statement and once by the foreign key.
CREATE INDEX tries_run ON tries (run_id);
