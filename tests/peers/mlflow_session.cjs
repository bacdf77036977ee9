// A third party's client of MLflow, used against a server of ours as its README shows. Prints what it got.
const client = require('mlflow');
const MLflow = client.default ?? client.MLflow ?? client;
console.log = () => {};

async function main(endpoint) {
  const mlflow = new MLflow({ endpoint });
  const { experiment_id } = await mlflow.Experiments.create({ name: 'npm' });
  // Its setExperimentTag asks for a path without the slash, at any server: a fault of its own.
  await mlflow.Experiments.update({ experiment_id, new_name: 'npm renamed' });
  const { run } = await mlflow.Runs.create({ experiment_id, user_id: 'ada', start_time: 1000, tags: [{ key: 'stage', value: 'trial' }] });
  const run_id = run.info.run_id;
  await mlflow.Runs.logParameter({ run_id, key: 'depth', value: '6' });
  for (let step = 0; step < 3; step++) await mlflow.Runs.logMetric({ run_id, key: 'log_loss', value: 0.7 - step / 100, timestamp: 1000 + step, step });
  await mlflow.Runs.logBatch({ run_id, metrics: [{ key: 'auc', value: 0.55, timestamp: 1, step: 0 }], params: [{ key: 'trees', value: '200' }], tags: [{ key: 'note', value: 'é' }] });
  await mlflow.Runs.setTag({ run_id, key: 'gone', value: 'soon' });
  await mlflow.Runs.deleteTag({ run_id, key: 'gone' });
  await mlflow.Runs.update({ run_id, status: 'FINISHED', end_time: 2000 });
  await mlflow.Runs.delete({ run_id });
  await mlflow.Runs.restore({ run_id });
  const found = await mlflow.Runs.search({ experiment_ids: [experiment_id], filter: "metrics.log_loss < 0.69 and params.depth = '6'", max_results: 10, order_by: ['metrics.auc DESC'] });
  const history = await mlflow.Metrics.getHistory({ run_id, metric_key: 'log_loss' });
  const experiments = await mlflow.Experiments.list();
  await fetch(`${endpoint}/api/2.0/mlflow-artifacts/artifacts/${experiment_id}/${run_id}/artifacts/plots/roc.svg`, { method: 'PUT', body: '<svg/>' });
  const files = await mlflow.Artifacts.list({ run_id, path: 'plots' });
  await mlflow.Experiments.delete({ experiment_id });
  await mlflow.Experiments.restore({ experiment_id });
  const refused = await mlflow.Runs.get({ run_id: 'f'.repeat(32) }).catch((e) => e.message);
  process.stdout.write(JSON.stringify({ run: (await mlflow.Runs.get({ run_id })).run, found: found.runs.length, history: history.metrics, experiments: experiments.experiments.map((e) => e.name), files, refused }));
}

main(process.argv[2]).catch((failure) => { process.stderr.write(String(failure.stack)); process.exit(1); });
