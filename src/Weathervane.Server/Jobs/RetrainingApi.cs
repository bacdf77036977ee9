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
    private const int Standard = 100, Most = 10_000;

    internal static void Map(RouteGroupBuilder series, Workspace workspace, RetrainingWorker? worker, TimeProvider clock)
    {
        series.MapGet("/{name}/retraining", (string name) => Told(name, workspace, worker))
            .WithSummary("When the model of a series is trained again, and what keeps it from being.");
        series.MapPut("/{name}/retraining", (string name, RetrainingPlan plan, HttpContext context) =>
        {
            CronSchedule.Parse(plan.Schedule, "schedule");
            CronSchedule.Parse(plan.Check, "check");
            RetrainingProblem.Refuse(workspace.Series.Get(name));

            workspace.Retraining.SetPlan(name, plan with { Requested = workspace.Retraining.PlanOf(name)?.Requested }, context.Caller());
            return Told(name, workspace, worker);
        }).WithSummary("Plans when the model is trained again: by schedule, on drift, on decay.");
        series.MapDelete("/{name}/retraining", (string name, HttpContext context) => workspace.Retraining.SetPlan(name, null, context.Caller()))
            .WithSummary("Trains the model no more.");
        series.MapPost("/{name}/retraining/now", (string name, HttpContext context) =>
        {
            RetrainingProblem.Refuse(workspace.Series.Get(name));

            var plan = workspace.Retraining.PlanOf(name) ?? RetrainingPlan.OnRequest;
            workspace.Retraining.SetPlan(name, plan with { Requested = clock.GetUtcNow() }, context.Caller());
            return Told(name, workspace, worker);
        }).WithSummary("Asks for a refresh now; one of the servers trains it, and the gate decides.");
        series.MapGet("/{name}/events", (string name, int? limit) => workspace.Retraining.Events(name, Check.InRange(limit ?? Standard, 1, Most)))
            .WithSummary("Drift, decay and refreshes, the newest first.");
    }

    private static ToldPlan Told(string name, Workspace workspace, RetrainingWorker? worker) => new(workspace.Retraining.PlanOf(name), worker?.ProblemOf(name));

    /// <summary>How the model of a series is looked after.</summary>
    /// <param name="Plan">When it is trained again; null for never.</param>
    /// <param name="Problem">What keeps it from being; null for nothing.</param>
    internal sealed record ToldPlan(RetrainingPlan? Plan, string? Problem);
}
