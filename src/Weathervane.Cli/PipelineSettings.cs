using System.CommandLine;
using System.Globalization;
using Weathervane.Pipelines;

namespace Weathervane.Cli;

/// <summary>What wins over a pipeline's file, the same for every command that reads one: flags, then the environment.</summary>
/// <param name="Bars">Bars to use instead of the pipeline's; null for its own.</param>
/// <param name="Overrides">Values as <c>path=value</c>, the later winning.</param>
internal sealed record PipelineSettings(string? Bars, IReadOnlyList<string> Overrides)
{
    internal static Option<string?> BarsOption() =>
        new("--bars") { Description = "Bars to use instead of the pipeline's (environment: VANE_BARS).", HelpName = "FILE" };

    internal static Option<string?> SeedOption() => new("--seed") { Description = "Seed of everything random (environment: VANE_SEED).", HelpName = "N" };

    internal static Option<string[]> SetOption() => new("--set")
    {
        Description = "A value that wins over the file's, such as split.folds=3 or learners[0].num_leaves=15; may be repeated (environment: VANE_SET, separated by ';').",
        HelpName = "PATH=VALUE",
    };

    /// <summary>Flags come last, so that they win over the environment.</summary>
    /// <param name="terminal">Where the environment is.</param>
    /// <param name="bars">The value of <see cref="BarsOption"/>.</param>
    /// <param name="set">The values of <see cref="SetOption"/>.</param>
    /// <param name="flags">Further flags: the path that each sets, and its value where it was given.</param>
    internal static PipelineSettings Of(Terminal terminal, string? bars, string[]? set, params ReadOnlySpan<(string Path, object? Value)> flags)
    {
        var overrides = (terminal.Environment("VANE_SET") ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToList();
        Add("name", terminal.Environment("VANE_NAME"));
        Add("seed", terminal.Environment("VANE_SEED"));
        overrides.AddRange(set ?? []);
        foreach (var (path, value) in flags)
        {
            Add(path, value);
        }

        return new PipelineSettings(bars ?? terminal.Environment("VANE_BARS"), overrides);

        void Add(string path, object? value)
        {
            if (value is not null)
            {
                overrides.Add(string.Create(CultureInfo.InvariantCulture, $"{path}={value}"));
            }
        }
    }

    /// <summary>A pipeline with the bars that win over its own.</summary>
    internal Pipeline On(Pipeline pipeline) => Bars is null ? pipeline : pipeline.OnBars(Bars);
}
