using Weathervane.Datasets;

namespace Weathervane.Learners;

/// <summary>A recipe for a model: the record of its hyperparameters. Equal records are equal experiments.</summary>
/// <remarks>A range is checked in the <c>init</c> accessor of its property, so a learner that exists is valid.</remarks>
public abstract record Learner
{
    /// <summary>The learner's name in pipelines and reports: <c>lightgbm</c>, <c>random-forest</c>, <c>logistic</c>.</summary>
    public abstract string Id { get; }

    /// <summary>Learns from rows; the same rows, learner and seed give the same bytes on any number of threads.</summary>
    /// <param name="train">The rows; at least one.</param>
    /// <param name="context">Seed, threads, validation rows, progress and cancellation.</param>
    /// <exception cref="InputException">The rows cannot be learnt from, such as NaN where the learner has no rule for it.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public abstract Model Fit(Dataset train, FitContext context);
}
