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

    // What set a value, by what problems with it are called: whoever gave --trials did not say --set tuning.trials.
    private IReadOnlyDictionary<string, string> Origins { get; init; } = new Dictionary<string, string>();

    /// <summary>Flags come last, so that they win over the environment.</summary>
    /// <param name="terminal">Where the environment is.</param>
    /// <param name="bars">The value of <see cref="BarsOption"/>.</param>
    /// <param name="set">The values of <see cref="SetOption"/>.</param>
    /// <param name="flags">Further flags: the path that each sets, whose last word is the flag's, and its value where it was given.</param>
    internal static PipelineSettings Of(Terminal terminal, string? bars, string[]? set, params ReadOnlySpan<(string Path, object? Value)> flags)
    {
        var overrides = (terminal.Environment("VANE_SET") ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToList();
        var origins = new Dictionary<string, string>();
        Add("name", terminal.Environment("VANE_NAME"), "VANE_NAME");
        Add("seed", terminal.Environment("VANE_SEED"), "VANE_SEED");
        foreach (var assignment in set ?? [])
        {
            overrides.Add(assignment);
            origins.Remove($"--set {assignment.Split('=')[0].Trim()}");
        }

        foreach (var (path, value) in flags)
        {
            Add(path, value, $"--{path[(path.LastIndexOf('.') + 1)..]}");
        }

        return new PipelineSettings(bars ?? terminal.Environment("VANE_BARS"), overrides) { Origins = origins };

        void Add(string path, object? value, string origin)
        {
            if (value is not null)
            {
                origins[$"--set {path}"] = origin;
                overrides.Add(string.Create(CultureInfo.InvariantCulture, $"{path}={value}"));
            }
        }
    }

    /// <summary>A pipeline with all that wins over its file.</summary>
    /// <param name="read">Reads it, given <see cref="Overrides"/>.</param>
    /// <exception cref="InputException">It cannot be read; problems with a flag's value name the flag.</exception>
    internal Pipeline Apply(Func<IReadOnlyList<string>, Pipeline> read)
    {
        try
        {
            var pipeline = read(Overrides);
            return Bars is null ? pipeline : pipeline.OnBars(Bars);
        }
        catch (InputException wrong) when (wrong.Problems.Any(p => Origins.ContainsKey(p.Where)))
        {
            throw new InputException([.. wrong.Problems.Select(p => p with { Where = Origins.GetValueOrDefault(p.Where, p.Where) })]) { Kind = wrong.Kind };
        }
    }
}
