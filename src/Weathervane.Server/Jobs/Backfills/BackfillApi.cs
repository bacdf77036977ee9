using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Weathervane.Server.Access;
using Weathervane.Store;

namespace Weathervane.Server.Jobs.Backfills;

/// <summary><c>/api/v1/series/NAME/backfill</c>: forecasts over bars that are there already, marked as such.</summary>
internal static class BackfillApi
{
    private const int Standard = 100, Most = 10_000;

    internal static void Map(RouteGroupBuilder series, Workspace workspace)
    {
        series.MapPost("/{name}/backfill", (string name, NewBackfill asked, HttpContext context) =>
        {
            if (asked.From >= asked.To)
            {
                throw new InputException("from", FormattableString.Invariant($"{asked.From:u} is not before {asked.To:u}."), "Leave one of them out, or turn them round.");
            }

            return workspace.Backfills.Ask(name, workspace.Models.Resolve(asked.Model ?? ModelOf(name, workspace)), asked.From, asked.To, context.Caller());
        }).WithSummary("Asks the servers for a version's forecasts over bars after its training whose outcome is known. They are marked, and no part of its record.");
        series.MapGet("/{name}/backfill", (string name, int? limit) =>
        {
            workspace.Series.Get(name);
            return workspace.Backfills.Of(name, Check.InRange(limit ?? Standard, 1, Most, "limit"));
        }).WithSummary("Such jobs, the newest first.");
    }

    private static string ModelOf(string name, Workspace workspace) => workspace.Series.Get(name).Models is [var first, ..]
        ? first
        : throw new InputException("model", $"the series {name} has none of its own.", "Name one, such as btc:3.");

    /// <summary>What is to be forecast.</summary>
    /// <param name="Model">A reference such as <c>btc:3</c>; null is the model that answers for the series.</param>
    /// <param name="From">Bars from here on; null is from the end of the version's training.</param>
    /// <param name="To">Bars before; null is as far as outcomes are known.</param>
    internal sealed record NewBackfill(string? Model = null, DateTimeOffset? From = null, DateTimeOffset? To = null);
}
