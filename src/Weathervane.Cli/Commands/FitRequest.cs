namespace Weathervane.Cli.Commands;

/// <summary>What <c>vane fit</c> was asked for.</summary>
internal sealed record FitRequest
{
    internal required string Rows { get; init; }

    internal required string Label { get; init; }

    internal required string Learner { get; init; }

    internal IReadOnlyList<string> Settings { get; init; } = [];

    internal string? Valid { get; init; }

    internal string? Weights { get; init; }

    internal IReadOnlyList<string> Drop { get; init; } = [];

    internal ulong Seed { get; init; }

    internal int Threads { get; init; } = 1;

    internal required string Output { get; init; }

    internal string? Format { get; init; }

    internal bool Json { get; init; }

    internal bool Quiet { get; init; }
}
