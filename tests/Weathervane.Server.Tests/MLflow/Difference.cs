using System.Text.Json;

namespace Weathervane.Server.Tests.MLflow;

/// <summary>Where our answer is meant to differ from the reference's, and why. Every one of them must be seen.</summary>
/// <param name="Request">What the recorded request contains: part of its path, query or body.</param>
/// <param name="Recorded">The reference's status.</param>
/// <param name="Ours">Our status.</param>
/// <param name="Reason">Why.</param>
internal sealed record Difference(string Request, int Recorded, int Ours, string Reason)
{
    /// <summary>What differs when the statuses are equal: <c>$.next_page_token is missing</c>.</summary>
    public string? Part { get; init; }

    internal static IReadOnlyList<Difference> All { get; } = JsonSerializer.Deserialize<List<Difference>>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "MLflow", "differences.json")), JsonSerializerOptions.Web)!;

    internal bool Covers(Exchange exchange, string problem) => Part is { } part && problem.Contains(part, StringComparison.Ordinal) && Covers(exchange, exchange.Status);

    internal bool Covers(Exchange exchange, int status) => exchange.Status == Recorded && status == Ours && exchange.ToString().Contains(Request, StringComparison.Ordinal);
}
