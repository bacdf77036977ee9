using Weathervane.Evaluation.Metrics;
using Weathervane.Pipelines.Running;
using Weathervane.Store.Studies;
using Weathervane.Tuning.Pruners;
using Weathervane.Tuning.Search;

namespace Weathervane.Server.Jobs.Searches;

/// <summary>Studies and trials on their way into the workspace and back.</summary>
public static class StudyRecords
{
    /// <summary>A study as it is kept.</summary>
    /// <param name="runId">The run that searches.</param>
    /// <param name="name">What people call it.</param>
    /// <param name="start">The search.</param>
    /// <param name="task">A hash of what else the values depend on; empty for unknown.</param>
    public static Study Of(string runId, string name, StudyStart start, string task) => new(
        runId,
        name,
        start.Options.Sampler.Id,
        start.Options.Seed,
        start.Metric,
        start.Options.Direction == MetricDirection.Higher,
        SpaceJson.Write(start.Options.Space))
    {
        Pruner = start.Options.Pruner.Id,
        Width = start.Options.Width,
        Task = task,
    };

    /// <summary>A trial as it is kept.</summary>
    /// <param name="trial">The trial.</param>
    public static Trial Of(Tuning.Trial trial) => new(
        trial.Number,
        trial.State switch
        {
            Tuning.TrialState.Complete => TrialState.Complete,
            Tuning.TrialState.Pruned => TrialState.Pruned,
            _ => TrialState.Failed,
        },
        SpaceJson.WritePoint(trial.Parameters),
        double.IsNaN(trial.Value) ? null : trial.Value,
        double.IsNaN(trial.StandardError) ? null : trial.StandardError,
        trial.Message)
    {
        FoldValues = trial.FoldValues,
        Reports = [.. trial.Reports.Select(r => new StepValue(r.Step, r.Value))],
        Seconds = double.IsNaN(trial.Seconds) ? null : trial.Seconds,
    };

    /// <summary>A kept trial as a search knows it.</summary>
    /// <param name="trial">The trial.</param>
    /// <param name="space">The study's space.</param>
    /// <exception cref="InputException">The trial is not one of this space.</exception>
    public static Tuning.Trial Back(Trial trial, SearchSpace space) => new()
    {
        Number = trial.Number,
        Parameters = SpaceJson.ReadPoint(space, trial.Parameters, $"trial {trial.Number}"),
        State = trial.State switch
        {
            TrialState.Complete => Tuning.TrialState.Complete,
            TrialState.Pruned => Tuning.TrialState.Pruned,
            _ => Tuning.TrialState.Failed,
        },
        Value = trial.Value ?? double.NaN,
        StandardError = trial.StandardError ?? double.NaN,
        Message = trial.Message,
        FoldValues = trial.FoldValues,
        Reports = [.. trial.Reports.Select(r => new TrialReport(r.Step, r.Value))],
        Seconds = trial.Seconds ?? double.NaN,
    };
}
