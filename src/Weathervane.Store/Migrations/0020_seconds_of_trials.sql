-- How long a trial took: with the time at which it ended, where it lies on a study's timeline. Not known of trials from before.
ALTER TABLE trials ADD COLUMN seconds DOUBLE PRECISION;
