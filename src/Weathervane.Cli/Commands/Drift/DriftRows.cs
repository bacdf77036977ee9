using System.CommandLine;
using System.Globalization;
using System.Text;
using Weathervane.Bars;
using Weathervane.Features;
using Weathervane.Monitoring.Drift;
using Weathervane.Pipelines;
using Weathervane.Pipelines.Inputs;
using Weathervane.Pipelines.Retraining;
using Weathervane.Pipelines.Serving;

namespace Weathervane.Cli.Commands.Drift;

/// <summary>The rows of a model or pipeline on bars: the newest are the window, those before it the reference.</summary>
internal static class DriftRows
{
    private const int ReferenceDefault = 20_000;

    /// <exception cref="InputException">The target, its bars or its rows do not serve.</exception>
    internal static DriftSubject OfBars(DriftRequest request, string target, ParseResult parse, Terminal terminal, CancellationToken cancel)
    {
        var isPipeline = Path.GetExtension(target).ToLowerInvariant() is ".yaml" or ".yml";
        var problems = new List<InputProblem>();
        if (request.Bars is null && !isPipeline)
        {
            problems.Add(new InputProblem("--bars", "is missing.", "Name the bars that hold the model's training rows and, at their end, the window."));
        }

        if (request.Current is not null || request.Columns is not null)
        {
            problems.Add(new InputProblem(request.Current is null ? "--columns" : "--current", "goes with two tables, not with a model or pipeline."));
        }

        var most = ReferenceDefault;
        if (request.Reference is { } text && !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out most))
        {
            problems.Add(new InputProblem("--reference", $"'{text}' is not a number of rows.", "With a model or pipeline, say how many rows at most; a file goes with --current."));
        }

        if (problems.Count > 0)
        {
            throw new InputException(problems);
        }

        Check.InRange(most, DriftOptions.ReferenceRowsMin, int.MaxValue, "--reference");
        int? window = request.Window is { } asked ? Check.InRange(asked, DriftOptions.RowsMin, int.MaxValue, "--window") : null;
        return isPipeline
            ? OfPipeline(target, request.Bars, window, most, terminal.Threads, cancel)
            : OfModel(ModelContent.Of(parse, terminal, target, LearntRows.File), request.Bars!, window, request.Reference is null ? null : most, terminal.Threads, cancel);
    }

    private static DriftSubject OfPipeline(string path, string? bars, int? asked, int most, int threads, CancellationToken cancel)
    {
        var pipeline = PipelineFile.Read(path);
        pipeline = bars is null ? pipeline : pipeline.OnBars(bars);
        var rows = PipelineInputs.Load(pipeline, threads, cancel).Rows;
        var window = asked ?? Quarter(rows.Features.Rows);
        return Cut(pipeline.Name, rows.Features, rows.Features.Rows - window, window, most, threads, cancel);
    }

    private static DriftSubject OfModel(ModelContent content, string path, int? rows, int? asked, int threads, CancellationToken cancel)
    {
        var most = asked ?? ReferenceDefault;
        var model = ForecastModel.Read(content.Bytes, content.Name);
        var pipeline = PipelineFile.Parse(model.Facts.Pipeline, $"{content.Name}, its pipeline");
        var bars = BarReader.Read(path, pipeline.Bars.Read, cancel).Bars;
        var differences = model.Recipe.Differences(bars, path);
        if (differences.Count > 0)
        {
            throw new InputException(differences);
        }

        var anchor = bars.Times.BinarySearch(model.Recipe.Anchor);
        bars = anchor > 0 ? bars.Slice(anchor, bars.Count - anchor) : bars;
        var features = model.Recipe.Compute(bars, new Dictionary<string, BarSeries>(), threads, cancel);
        var first = Math.Min(features.WarmUp, bars.Count);
        var matrix = features.Matrix.Slice(first, bars.Count - first);
        var known = Math.Max(0, bars.FirstAtOrAfter(model.Facts.To + TimeSpan.FromTicks(1)) - first);
        // What a server looks at; where too little came after the training, the newest of what was learnt from.
        var later = matrix.Rows - known;
        var window = rows ?? (later >= DriftWatchOptions.WindowMin ? Math.Min(later, DriftWatchOptions.WindowStandard) : Quarter(matrix.Rows));
        var start = matrix.Rows - window;
        if (content.Further is { } file && asked is null && start >= known)
        {
            return OfKept(
                content, DriftReference.Parse(Encoding.UTF8.GetString(file), $"{content.Name}, {LearntRows.File}"), Answered.Of(model, matrix, bars, first, threads), start, window, known);
        }

        // Rows after the last one learnt from belong to no reference, or drift would be learnt as if it were usual.
        var learnt = bars.Times.BinarySearch(model.Facts.To) is var at && at >= 0 ? at + 1 - first : matrix.Rows;
        if (bars.Times[^1] < model.Facts.From || bars.Times[0] > model.Facts.To)
        {
            throw new InputException(path, string.Create(CultureInfo.InvariantCulture, $"holds none of the bars that {content.Name} was trained on ({model.Facts.From:yyyy-MM-dd} to {model.Facts.To:yyyy-MM-dd})."), "Give bars that begin with them, or keep a reference with --keep-reference and test against that.");
        }

        var answered = Answered.Of(model, matrix, bars, first, threads);
        var cut = Cut(content.Name, matrix, start, window, most, threads, cancel, Math.Min(learnt, start));
        return cut with
        {
            Reference = answered.Answers(Math.Min(learnt, start) - cut.ReferenceRows!.Rows, cut.ReferenceRows.Rows).Aggregate(cut.Reference, (r, c) => r.With(c)),
            Answers = answered.Answers(start, window),
        };
    }

    /// <summary>The window against what was kept with the version: its training rows need not be at hand, and forecasts of rows that it did not learn from are.</summary>
    private static DriftSubject OfKept(ModelContent content, DriftReference kept, LaterRows answered, int start, int window, int learnt)
    {
        var (matrix, own) = (answered.Features, Math.Min(learnt, kept.Rows));
        return new DriftSubject(
            string.Create(CultureInfo.InvariantCulture, $"{content.Name}: the newest {window:N0} rows against the {kept.Rows:N0} that it learnt from, as kept with it"),
            kept, matrix.Slice(start, window), [], own < DriftOptions.ReferenceRowsMin ? null : matrix.Slice(learnt - own, own))
        {
            Answers = answered.Answers(start, window),
        };
    }

    /// <summary>The window where nobody says how long, and no training says where it begins: the rest is the reference.</summary>
    private static int Quarter(int rows) => Math.Clamp(rows / 4, DriftOptions.RowsMin, DriftWatchOptions.WindowStandard);

    private static DriftSubject Cut(
        string name, FeatureMatrix rows, int start, int window, int most, int threads, CancellationToken cancel, int? referenceEnd = null)
    {
        var end = referenceEnd ?? start;
        var count = Math.Min(most, end);
        if (start < DriftOptions.ReferenceRowsMin || count < DriftOptions.ReferenceRowsMin)
        {
            throw new InputException(
                name,
                string.Create(CultureInfo.InvariantCulture, $"has {rows.Rows:N0} rows on these bars: a window of {window:N0} leaves {Math.Max(0, Math.Min(start, end)):N0} for the reference."),
                string.Create(CultureInfo.InvariantCulture, $"It needs {DriftOptions.ReferenceRowsMin}; make the window smaller, or give more bars."));
        }

        var reference = rows.Slice(end - count, count);
        return new DriftSubject(
            string.Create(CultureInfo.InvariantCulture, $"{name}: the newest {window:N0} rows against {count:N0} {(end < start ? "that were learnt from" : "before them")}"),
            DriftReference.Of(reference, threads: threads, cancel: cancel), rows.Slice(start, window), [], reference);
    }
}
