/** The tag that MLflow keeps a run's note in. */
export const noteTag = 'mlflow.note.content';

/** Whether a program keeps what it has to know in a tag: people read it and do not change it. */
export const isProgramTag = (name: string): boolean => /^(mlflow|vane)\./.test(name);
