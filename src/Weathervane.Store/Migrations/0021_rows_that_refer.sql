-- A row is deleted once nothing refers to it, which the foreign keys ask: each deleted data set, logged model, blob and experiment went through every row that might.
CREATE INDEX run_datasets_dataset ON run_datasets (dataset_id);
CREATE INDEX run_models_model ON run_models (model_id);
CREATE INDEX artifacts_blob ON artifacts (sha256);
CREATE INDEX logged_models_experiment ON logged_models (experiment_id);
