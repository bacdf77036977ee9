using Weathervane.Pipelines.Gate;
using Weathervane.Pipelines.Running;

namespace Weathervane.Cli.Commands;

/// <summary>A finished run and where its parts were kept.</summary>
internal sealed record KeptRun(string RunId, RunResult Result, IReadOnlyList<KeptModel> Models, TimeSpan Duration)
{
    /// <summary>The HTML report's path.</summary>
    internal string Report { get; init; } = "";

    /// <summary>The next command to type.</summary>
    internal string Next { get; init; } = "";
}

/// <summary>A registered version.</summary>
/// <param name="Reference"><c>name:3</c>.</param>
/// <param name="Candidate">Which candidate it is.</param>
/// <param name="Champion">The champion now; null where there is none.</param>
/// <param name="Gate">What the gate said.</param>
internal sealed record KeptModel(string Reference, string Candidate, string? Champion, GateDecision Gate)
{
    /// <summary>Whether it became the champion.</summary>
    internal bool IsChampion => Gate.Promote;

    /// <summary>What became of it, in a sentence without an end mark.</summary>
    internal string Outcome => IsChampion
        ? $"{(Gate.Proven ? "champion" : "champion on trial")}, because {Gate.Why}"
        : $"{(Champion is null ? "not champion" : $"kept the champion {Champion}")}, because {Gate.Why}";
}

/// <summary>What to type after a run.</summary>
internal static class NextCommand
{
    internal static string After(RunResult result, IReadOnlyList<KeptModel> models, RunRequest request)
    {
        if (result.Decisive.Verdict == Evaluation.Verdict.Beats && result.Holdout is null && result.Inputs.Holdout.Count > 0)
        {
            return $"{request.Text} --open-holdout";
        }

        var winner = models.First(m => m.Candidate == result.Winner.Name);
        if (result.Decisive.Verdict == Evaluation.Verdict.Worse || result.Pipeline.Bars.Make is not null)
        {
            return $"vane models show {RunRequest.Quoted(winner.Reference)}{request.AtServer}";
        }

        var champion = models.FirstOrDefault(m => m.IsChampion);
        var name = champion is null ? winner.Reference : champion.Reference.Split(':')[0];
        var bars = request.Bars ?? Shown(Path.GetFullPath(Path.Combine(result.Pipeline.Folder, result.Pipeline.Bars.Files[^1])));
        return $"vane predict --model {RunRequest.Quoted(name)} --bars {RunRequest.Quoted(bars)} -o forecasts.csv{request.AtServer}";
    }

    /// <summary>The path from here, unless that is the longer one.</summary>
    private static string Shown(string path)
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.Length < path.Length ? relative : path;
    }
}
