using Weathervane.Datasets;
using Weathervane.Datasets.Splits;
using Weathervane.Evaluation;
using Weathervane.Evaluation.Metrics;
using Weathervane.Learners;

namespace Weathervane.Tuning;

/// <summary>Objectives over rows.</summary>
public static class Objectives
{
    /// <summary>The mean score over folds inside the training part: the final test is nowhere in sight.</summary>
    /// <remarks>After each fold, and with log loss after each boosting round where validation rows are held back, the mean so far is
    /// reported, by percent of the work done, so that a pruner can stop the trial. Then folds run one after the other.</remarks>
    /// <param name="train">Rows of the training part alone.</param>
    /// <param name="splits">Folds of those rows.</param>
    /// <param name="create">Makes a learner of a trial's parameters.</param>
    /// <param name="metric">What is scored.</param>
    /// <param name="options">How folds are fitted; every trial has the same seed, so that they differ by their parameters only.</param>
    /// <param name="forecast">Told the forecasts of a trial that was not stopped, from any thread; null for nobody.</param>
    public static Objective OverFolds(
        Dataset train,
        IReadOnlyList<Split> splits,
        Func<IReadOnlyDictionary<string, object>, Learner> create,
        Metric metric,
        EvaluationOptions options,
        Action<TrialContext, OutOfSample>? forecast = null) =>
        trial =>
        {
            var learner = create(trial.Parameters);
            var own = options with { Cancel = trial.Cancel, Progress = null };
            if (trial.IsWatched)
            {
                return new WatchedFolds(trial, train, splits, metric, own, forecast).Run(learner);
            }

            var forecasts = Evaluator.Run(learner.Id, train, splits, learner.Fit, own);
            forecast?.Invoke(trial, forecasts);
            return TrialScore.OfFolds(forecasts.ScoreByFold(metric));
        };

    /// <summary>The folds of one trial, one after the other, with a pruner listening.</summary>
    private sealed class WatchedFolds(
        TrialContext trial, Dataset train, IReadOnlyList<Split> splits, Metric metric, EvaluationOptions options, Action<TrialContext, OutOfSample>? forecast)
    {
        private readonly List<double> _values = [];
        private readonly List<OutOfSample> _folds = [];
        private int _step;
        private bool _stopped;

        internal TrialScore Run(Learner learner)
        {
            for (var fold = 0; fold < splits.Count; fold++)
            {
                var forecasts = Evaluator.RunFold(learner.Id, train, splits[fold], fold, (rows, context) => Fit(learner, rows, context), options);
                if (_stopped)
                {
                    return TrialScore.Pruned(_values);
                }

                _values.Add(forecasts.Score(metric));
                _folds.Add(forecasts);
                if (fold < splits.Count - 1 && Stops(0, _values.Average()))
                {
                    return TrialScore.Pruned(_values);
                }
            }

            forecast?.Invoke(trial, new OutOfSample(
                learner.Id,
                [.. _folds.SelectMany(f => f.Rows)],
                [.. _folds.SelectMany(f => f.Folds)],
                [.. _folds.SelectMany(f => f.Labels)],
                [.. _folds.SelectMany(f => f.Probabilities)]));
            return TrialScore.OfFolds(_values);
        }

        private Model Fit(Learner learner, Dataset rows, FitContext context)
        {
            // Rounds are scored by log loss; beside folds scored by something else they would mean nothing.
            if (metric != LogLoss.Metric || context.Validation is null)
            {
                return learner.Fit(rows, context);
            }

            var share = new Share();
            return learner.Fit(rows, context with
            {
                Progress = share,
                OnRound = (_, loss) => !(_stopped = Stops(share.Done, (_values.Sum() + loss) / (_values.Count + 1))),
            });
        }

        /// <summary>Reports, where a new percent is reached that is not the end of a fold or of the trial.</summary>
        private bool Stops(double shareOfFold, double value)
        {
            var step = (int)(100 * (_values.Count + shareOfFold) / splits.Count);
            if (step <= _step || shareOfFold >= 1)
            {
                return false;
            }

            _step = step;
            return trial.Report(step, value);
        }
    }

    /// <summary>The share of a fit that is done, as the learner last told it.</summary>
    private sealed class Share : IProgress<double>
    {
        internal double Done { get; private set; }

        public void Report(double value) => Done = value;
    }
}
