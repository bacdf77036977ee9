using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Weathervane.Datasets;
using Weathervane.Features.Tables;
using Weathervane.Learners;
using Weathervane.Learners.Formats;
using Weathervane.Learners.Trees;
using Weathervane.Numerics;
using Weathervane.Pipelines;

namespace Weathervane.Cli.Commands;

/// <summary>One fit from files to a file: reads, fits, scores, writes, tells.</summary>
internal sealed class FitJob(FitRequest request, Terminal terminal)
{
    // A parameter may be NaN, such as a start that the rows decide.
    internal void Run()
    {
        var started = terminal.Clock.GetTimestamp();
        var (learner, train, valid) = Read();
        var reading = terminal.Clock.GetElapsedTime(started);
        var seconds = new StageSeconds(terminal.Clock);
        var model = Fit(learner, train, valid, seconds);
        started = terminal.Clock.GetTimestamp();
        var (trained, checkedOn) = (FitScore.Of(model, train, request.Threads), valid is null ? null : FitScore.Of(model, valid, request.Threads));
        var scoring = terminal.Clock.GetElapsedTime(started);
        terminal.Cancel.ThrowIfCancellationRequested();
        var content = Content(learner, train, model);
        OutputFile.Write(request.Output, content);
        Tell(new Outcome(learner, train, model, trained, checkedOn, content, [reading, seconds.Binning, seconds.Fitting, scoring]));
    }

    /// <summary>The learner and the rows; everything that is wrong with any of them at once.</summary>
    private (Learner Learner, Dataset Train, Dataset? Valid) Read()
    {
        var problems = new List<InputProblem>();
        var learner = Try(() => LearnerSettings.Read(request.Learner, request.Settings), problems);
        var format = request.Format is { } id ? ModelFormats.Named(id) : null;
        if (format is { Write: null })
        {
            problems.Add(new("--format", $"{format.Id} is only read: {format.WhyNotWritten}."));
        }

        var columns = new TableColumns { Label = request.Label, Weights = request.Weights, Drop = request.Drop, AnyLabel = learner is not null && IsRegression(learner) };
        var train = Try(() => Table(request.Rows, columns, null), problems);
        var valid = request.Valid is { } file ? Try(() => Table(file, columns, train?.Features.Names), problems) : null;
        return problems.Count == 0 ? (learner!, train!, valid) : throw new InputException(problems);
    }

    /// <summary>Whether the learner's objective takes other labels than 0 and 1.</summary>
    private static bool IsRegression(Learner learner) => LearnerCatalog.Describe(learner).Any(p =>
        p is ("objective" or "loss_function", string objective) && !objective.StartsWith("binary", StringComparison.Ordinal) && objective is not ("Logloss" or "CrossEntropy"));

    private Dataset Table(string file, TableColumns columns, IReadOnlyList<string>? features)
    {
        using var line = new ProgressLine(terminal, $"reading {Path.GetFileName(file)}", request.Quiet);
        return TrainingTable.Read(file, columns, features, new TableReadOptions
        {
            Threads = request.Threads, Progress = line, Note = note => terminal.Error.WriteLine($"vane: {note}"), Cancel = terminal.Cancel,
        });
    }

    private static T? Try<T>(Func<T> read, List<InputProblem> problems)
        where T : class
    {
        try
        {
            return read();
        }
        catch (InputException wrong)
        {
            problems.AddRange(wrong.Problems);
            return null;
        }
    }

    private Model Fit(Learner learner, Dataset train, Dataset? valid, StageSeconds seconds)
    {
        using var line = new ProgressLine(terminal, $"fitting {learner.Id}", request.Quiet);
        seconds.Enter(FitStage.Fitting);
        var model = learner.Fit(train, new FitContext
        {
            Seed = request.Seed, Threads = request.Threads, Validation = valid, Progress = line, Stage = seconds.Enter, Cancel = terminal.Cancel,
        });
        seconds.Enter(FitStage.Fitting);
        return model;
    }

    private byte[] Content(Learner learner, Dataset train, Model model)
    {
        if (request.Format is not { } format)
        {
            var fitted = new
            {
                learner = learner.Id,
                parameters = LearnerCatalog.Describe(learner).ToDictionary(p => p.Name, p => p.Value),
                seed = request.Seed, label = request.Label, rows = train.Rows,
            };
            return new ModelFile(JsonSerializer.Serialize(new { fitted }, JsonNumbers.Named), model).ToBytes();
        }

        return model is TreeModel trees
            ? ModelFormats.Named(format).Write!(trees)
            : throw new InputException("--format", $"{format} holds trees only, and {learner.Id} makes another kind of model.", "Leave --format out.");
    }

    private void Tell(Outcome fit)
    {
        var trees = (fit.Model as TreeModel)?.TreeCount;
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(fit.Content));
        if (request.Json)
        {
            terminal.WriteJson(new
            {
                learner = fit.Learner.Id, rows = fit.Train.Rows, columns = fit.Train.Features.Columns, trees,
                seconds = new { reading = Seconds(0), binning = Seconds(1), fitting = Seconds(2), scoring = Seconds(3) },
                train = fit.Trained, valid = fit.Checked, outOfBag = (fit.Model as TreeModel)?.OutOfBag, file = request.Output, bytes = fit.Content.Length, sha256,
            });
            return;
        }

        terminal.WriteTable(["", ">seconds"], ((string[])["reading", "binning", "fitting", "scoring"]).Select((name, i) => (string[])[name, Number(Seconds(i), "0.000")]));
        terminal.Output.WriteLine();
        terminal.WriteTable(["", ">rows", .. fit.Trained.LogLoss is null ? (string[])[">RMSE"] : [">log loss", ">AUC"]], Scores(fit));
        if (fit.Model is TreeModel { OutOfBag: { } bag })
        {
            terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Out of the bag, {bag.Rows} rows: log loss {bag.LogLoss:0.00000}, accuracy {bag.Accuracy:0.00000}."));
        }

        terminal.Output.WriteLine();
        var made = trees is { } count ? string.Create(CultureInfo.InvariantCulture, $"{count} trees on {fit.Train.Features.Columns} columns") : $"{fit.Learner.Id} on {fit.Train.Features.Columns} columns";
        terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Wrote {made} to {request.Output} ({fit.Content.Length} bytes, SHA-256 {sha256})."));
        if (!request.Quiet)
        {
            terminal.Error.WriteLine($"Next: vane models score {request.Output} --rows ROWS.csv -o SCORES.csv");
        }

        double Seconds(int stage) => Math.Round(fit.Spent[stage].TotalSeconds, 4);
    }

    private static IEnumerable<string[]> Scores(Outcome fit) =>
        from part in new[] { (Name: "train", Score: fit.Trained), (Name: "valid", Score: fit.Checked) }
        where part.Score is not null
        select (string[])
        [
            part.Name, part.Score.Rows.ToString(CultureInfo.InvariantCulture),
            .. part.Score.RootMeanSquare is { } error ? (string[])[Number(error, "G6")] : [Number(part.Score.LogLoss!.Value, "0.00000"), Number(part.Score.Auc!.Value, "0.00000")],
        ];

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private sealed record Outcome(
        Learner Learner, Dataset Train, Model Model, FitScore Trained, FitScore? Checked, byte[] Content, IReadOnlyList<TimeSpan> Spent);
}
