-- Which series of the store are the further series that the models of a series read, by the name that the models call them; and how long a forecast waits for their bars.
ALTER TABLE series ADD COLUMN joined TEXT NOT NULL DEFAULT '{}';
ALTER TABLE series ADD COLUMN wait_ms BIGINT NOT NULL DEFAULT 60000;
-- The further series whose bars had not come when a forecast was made: NULL for none.
ALTER TABLE forecasts ADD COLUMN behind TEXT;
