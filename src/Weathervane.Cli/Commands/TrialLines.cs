using Weathervane.Pipelines.Running;
using Weathervane.Tuning;

namespace Weathervane.Cli.Commands;

/// <summary>Shows a search trial by trial, with the best so far: one line that redraws itself on a terminal, a line each elsewhere.</summary>
internal sealed class TrialLines(Terminal terminal, bool quiet)
{
    private readonly List<Trial> _trials = [];
    private StudyStart? _start;

    /// <summary>A search starts, with the trials that it has already.</summary>
    internal IReadOnlyList<Trial> Starting(StudyStart start, IReadOnlyList<Trial> known)
    {
        End();
        _start = start;
        _trials.Clear();
        _trials.AddRange(known);
        if (!quiet && known.Count > 0)
        {
            terminal.Error.WriteLine($"{start.Learner}: going on after {Counted.Of(known.Count, "trial")}.");
        }

        return known;
    }

    internal void Finished(Trial trial)
    {
        _trials.Add(trial);
        if (quiet)
        {
            return;
        }

        var text = $"{_start!.Learner}: {_trials.Count} of {_start.Options.Trials}, trial {trial.Number} {Worth(trial)}, best {Best()}";
        if (terminal.Interactive)
        {
            terminal.Error.Write($"\r\e[2K{text}");
        }
        else
        {
            terminal.Error.WriteLine(text);
        }
    }

    internal void Stopped()
    {
        End();
        if (_start is not null)
        {
            terminal.Error.WriteLine($"{_start.Learner}: {Counted.Of(_trials.Count, "trial is", "trials are")} kept; the same command goes on.");
        }
    }

    private void End()
    {
        if (!quiet && terminal.Interactive && _start is not null)
        {
            terminal.Error.Write("\r\e[2K");
        }
    }

    private string Worth(Trial trial) => trial.State switch
    {
        TrialState.Complete => $"{_start!.Metric} {Score(trial)}",
        TrialState.Pruned => $"pruned at {trial.Reports[^1].Step} %",
        _ => "failed",
    };

    private string Best() => Study.Best(_trials.OrderBy(t => t.Number), _start!.Options.Direction) is { } best ? $"{Score(best)} (trial {best.Number})" : "none";

    private static string Score(Trial trial) =>
        $"{RecordText.Number(trial.Value)}{(double.IsNaN(trial.StandardError) ? "" : $" ± {trial.StandardError.ToString("G2", System.Globalization.CultureInfo.InvariantCulture)}")}";
}
