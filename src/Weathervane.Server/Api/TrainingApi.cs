using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Weathervane.Pipelines.Gate;
using Weathervane.Server.Access;
using Weathervane.Server.Live.Experiments;
using Weathervane.Store;
using Weathervane.Store.Studies;

namespace Weathervane.Server.Api;

/// <summary>What a run that trains on another machine leaves here as it goes on: its searches, what it tried, its looks at held-out bars, and the gate's word.</summary>
/// <remarks>Tries and looks are counted here, in the transaction that keeps them: whoever shares the store is counted, wherever they train.</remarks>
internal static class TrainingApi
{
    // Thirty years.
    private const double LongestSeconds = 1e9;

    internal static void Map(RouteGroupBuilder runs, RouteGroupBuilder studies, RouteGroupBuilder models, Workspace workspace)
    {
        runs.MapPost("/{id}/tries", (string id, NewTries asked) => workspace.Tries.Record(asked.Of(workspace.Runs.Get(id).Id)))
            .CountsOnce(workspace).WithSummary("Keeps what a run tried, before its verdict is known, and answers with what was tried before on the same series and label at times that overlap.");
        runs.MapGet("/{id}/tries", (string id) => workspace.Tries.OfRun(workspace.Runs.Get(id).Id)).WithSummary("What a run tried, in the order it was kept: its candidates, and the trials of its searches.");
        runs.MapPost("/{id}/looks", (string id, NewLook asked, HttpContext http) => new LookNumber(workspace.Holdouts.Record(asked.Of(workspace.Runs.Get(id).Id, http.Caller()))))
            .CountsOnce(workspace).WithSummary("Records that a run looks at held-out bars, before it does, and answers the how-manieth look at them this is.");
        runs.MapPost("/looks", (NewLook asked, HttpContext http) => new LookNumber(workspace.Holdouts.Record(asked.Of(null, http.Caller()))))
            .CountsOnce(workspace).WithSummary("Records that somebody looks at held-out bars through forecasts, without a run of this store, and answers the how-manieth look at them this is.");
        runs.MapGet("/looks", (string series) => workspace.Holdouts.Looks(series)).WithSummary("All looks at the held-out bars of a series, in the order they were taken.");
        runs.MapPost("/{id}/studies", (string id, Study study) =>
        {
            var own = study with { RunId = workspace.Runs.Get(id).Id };
            return new RunsApi.StudyOfRun(workspace.Studies.Create(own), own);
        }).CountsOnce(workspace).WithSummary("Starts a search of a run whose trials the caller makes.");
        studies.MapPost("/{id:long}/trials", (long id, Trial trial) => AddTrial(workspace, id, trial)).CountsOnce(workspace).WithSummary("Adds a trial to a search whose trials the caller makes; a trial stays as it was first sent.");
        models.MapPost("/{name}/versions/{version:long}/gate", (string name, long version, GateWord asked, HttpContext http) => new GateOutcome(
                PassedGate.Follow(
                    workspace, workspace.ModelVersions.Get(name, version), asked.Decision, http.Caller(), asked.RefreshOf is { } old ? workspace.ModelVersions.Get(name, old) : null, vouched: http.MayMoveChampion())))
            .CountsOnce(workspace).WithSummary("Does what follows from the gate's word on a version that was trained elsewhere: it becomes the champion, or shadows it first on the series that the champion serves. Of a key that is no admin's the word makes a first champion and replaces none.");
    }

    private static void AddTrial(Workspace workspace, long id, Trial trial)
    {
        Check.InRange(trial.Number, 0, int.MaxValue, "number");
        Check.InRange(trial.Seconds ?? 0, 0, LongestSeconds, "seconds");

        if (workspace.StudyJobs.Of(id) is not null)
        {
            throw new InputException($"study {id}", "its trials are made by the servers.", "Start another with POST /api/v1/runs/ID/studies.");
        }

        workspace.Studies.AddTrial(id, trial);
    }

    /// <summary>What was tried on bars of one series.</summary>
    /// <param name="Series">Which bars: the series' name.</param>
    /// <param name="Label">What was forecast: <c>next-bar-direction/1</c>.</param>
    /// <param name="Tries">What was tried.</param>
    internal sealed record NewTries(string Series, string Label, IReadOnlyList<NewTry> Tries)
    {
        internal IReadOnlyList<KeptTry> Of(string run) => [.. Tries.Select(t => new KeptTry(run, Series, Label, t.Name, t.From, t.To, t.Tries, t.Gains))];
    }

    /// <inheritdoc cref="KeptTry"/>
    internal sealed record NewTry(string Name, DateTimeOffset From, DateTimeOffset To, int Tries, TryGains? Gains);

    /// <summary>A look at held-out bars.</summary>
    internal sealed record NewLook(string Series, string Label, DateTimeOffset From, DateTimeOffset To)
    {
        internal HoldoutLook Of(string? run, string by) => string.IsNullOrEmpty(Series) || string.IsNullOrEmpty(Label) || From > To
            ? throw new InputException("look", "it names no series, no label, or ends before it begins.", "Send series, label, from and to.")
            : new HoldoutLook(Series, Label, From, To, by, run);
    }

    /// <summary>The how-manieth look it is, from 1.</summary>
    internal sealed record LookNumber(int Number);

    /// <summary>What the gate said of a version.</summary>
    internal sealed record GateWord(GateKind Kind, bool Promote, bool Proven, string Why)
    {
        public long? RefreshOf { get; init; }

        internal GateDecision Decision => string.IsNullOrWhiteSpace(Why) ? throw new InputException("why", "it is missing.", "Say why, in a sentence.") : new GateDecision { Kind = Kind, Promote = Promote, Proven = Proven, Why = Why };
    }

    /// <summary>What followed from it.</summary>
    /// <param name="Promoted">Whether the version is the champion now.</param>
    /// <param name="Why">Why, or why not.</param>
    internal sealed record GateOutcome(bool Promoted, string Why)
    {
        internal GateOutcome(GateDecision followed)
            : this(followed.Promote, followed.Why)
        {
        }
    }
}
