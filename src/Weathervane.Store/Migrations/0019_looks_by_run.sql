-- For each run that an upkeep deletes for good, every look was gone through for whether it keeps the run, once by the statement and once by the foreign key.
CREATE INDEX holdout_looks_run ON holdout_looks (run_id);
