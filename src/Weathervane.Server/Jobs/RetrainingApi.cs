using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Weathervane.Server.Access;
using Weathervane.Store;
using Weathervane.Store.Retraining;

namespace Weathervane.Server.Jobs;

/// <summary><c>/api/v1/series/NAME/retraining</c>: when the model of a series is trained again, and what came of it.</summary>
internal static class RetrainingApi
{
    private const int Standard = 100, Most = 10_000, LongestReason = 2000;

    internal static void Map(RouteGroupBuilder series, Workspace workspace, RetrainingWork? worker)
    {
        series.MapGet("/{name}/retraining", (string name) => Told(name, workspace, worker))
            .WithSummary("When the model of a series is trained again, and what keeps it from being.");
        series.MapPut("/{name}/retraining", (string name, RetrainingPlan plan, HttpContext context) =>
        {
            CronSchedule.Parse(plan.Schedule, "schedule");
            CronSchedule.Parse(plan.Check, "check");
            RetrainingProblem.Refuse(workspace, name);

            var before = workspace.Retraining.PlanOf(name);
            workspace.Retraining.SetPlan(name, plan with { Requested = before?.Requested, Request = before?.Request }, context.Caller());
            return Told(name, workspace, worker);
        }).WithSummary("Plans when the model is trained again: by schedule, on drift, on decay.");
        series.MapDelete("/{name}/retraining", (string name, HttpContext context) => workspace.Retraining.SetPlan(name, null, context.Caller()))
            .WithSummary("Trains the model no more.");
        series.MapPost("/{name}/retraining/now", (string name, TrainingRequest? asked, HttpContext context) =>
        {
            RetrainingProblem.Refuse(workspace, name);
            if (asked?.Reason is { Length: > LongestReason } reason)
            {
                throw new InputException("reason", $"is {reason.Length} characters long, more than {LongestReason}.");
            }

            var plan = workspace.Retraining.PlanOf(name) ?? RetrainingPlan.OnRequest;
            workspace.Retraining.SetPlan(name, plan with { Requested = workspace.Retraining.Now(), Request = RequestOf(context.Caller(), asked?.Reason) }, context.Caller());
            return Told(name, workspace, worker);
        }).WithSummary("Asks for a refresh now; one of the servers trains it, and the gate decides.");
        series.MapGet("/{name}/events", (string name, int? limit) => workspace.Retraining.Events(name, Check.InRange(limit ?? Standard, 1, Most, "limit")))
            .WithSummary("Drift, decay and refreshes, the newest first.");
    }

    private static string? RequestOf(string caller, string? reason) => string.IsNullOrWhiteSpace(reason) ? null : $"{caller}: {reason.Trim()}";

    private static ToldPlan Told(string name, Workspace workspace, RetrainingWork? worker)
    {
        var plan = workspace.Retraining.PlanOf(name);
        var last = worker?.LastCheckOf(name);
        // What was never looked for is looked for at once.
        var next = plan is null || worker is null || CronSchedule.Parse(plan.Check, "check") is not { } check ? null
            : last is null ? workspace.Retraining.Now()
            : (DateTimeOffset?)check(last.At.UtcDateTime);
        return new ToldPlan(plan, worker?.ProblemOf(name), last, next);
    }

    /// <summary>A request to train a model again now.</summary>
    /// <param name="Reason">Why; it is kept with what comes of it. Null for no word.</param>
    internal sealed record TrainingRequest(string? Reason = null);

    /// <summary>How the model of a series is looked after.</summary>
    /// <param name="Plan">When it is trained again; null for never.</param>
    /// <param name="Problem">What keeps it from being; null for nothing.</param>
    /// <param name="LastCheck">When this server last looked for drift and decay; null where it has not since it started, or leaves that to others.</param>
    /// <param name="NextCheck">When it looks next, a moment ago where it is about to; null where it does not.</param>
    internal sealed record ToldPlan(RetrainingPlan? Plan, string? Problem, DriftCheck? LastCheck, DateTimeOffset? NextCheck);
}
