using System.Globalization;
using Weathervane.Bars;
using Weathervane.Evaluation.Metrics;

namespace Weathervane.Evaluation.Judging;

/// <summary>Judges anyone's predictions as a run's models are judged.</summary>
public static class PredictionJudge
{
    /// <summary>Judges predictions by the labels that stand beside them: baselines that look at prices cannot be run.</summary>
    /// <param name="predictions">With labels.</param>
    /// <param name="options">The horizon, trials and threads.</param>
    /// <exception cref="InputException">There are no labels, or fewer than two rows have one.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static Judgement ByLabels(Predictions predictions, JudgeOptions options)
    {
        if (predictions.Labels is not { } labels)
        {
            throw new InputException(
                "predictions",
                $"have no outcomes ({predictions.Columns}), and no bars were given to make them from.",
                "Give the bars that are predicted: vane judge FILE --bars BARS. Or add a column 'label' with 0 or 1; 'vane predict --outcomes' writes it.");
        }

        int[] known = [.. Enumerable.Range(0, labels.Length).Where(i => !double.IsNaN(labels[i]))];
        var warnings = new List<string>();
        if (predictions.Times is { } times)
        {
            Array.Sort([.. known.Select(i => times[i])], known);
            var repeated = known.Zip(known.Skip(1)).Count(p => times[p.First] == times[p.Second]);
            Add(warnings, repeated, "{0} of the times stand twice; without bars all rows are kept, and repeated rows make every test too sure of itself.");
        }
        else
        {
            warnings.Add("There are no times: rows are taken to be in time order and without holes.");
        }

        Add(warnings, labels.Length - known.Length, "{0} rows have no label and are left out.");
        Enough(known.Length);
        predictions = Looked(predictions, options);
        AddCautions(warnings, predictions);
        var model = Forecast([.. Enumerable.Range(0, known.Length)], [.. known.Select(i => labels[i])], [.. known.Select(i => predictions.Probabilities[i])], predictions.AreDecisions);
        // The share of up in these very rows: nobody could have known it, so that it is harder to beat than one from the past.
        var share = model.Labels.Average();
        OutOfSample[] baselines =
        [
            Constant("base-rate", share, ForecastKind.Probability), Constant("always-up", 1, ForecastKind.Decision),
            Constant("always-down", 0, ForecastKind.Decision), Constant("coin", 0.5, ForecastKind.Coin),
        ];
        warnings.Add("The base rate is that of these very rows: a little harder to beat than one from the past.");
        return Judge(predictions, model, baselines, options, warnings,
        [
            new("persistence, momentum, last-return", "they look at prices: give --bars"),
            new("whether labels and times fit the bars", "give --bars"),
        ]);

        OutOfSample Constant(string name, double probability, ForecastKind kind) =>
            new(name, model.Rows, model.Folds, model.Labels, [.. model.Labels.Select(_ => probability)]) { Kind = kind };
    }

    /// <summary>Judges predictions on bars: labels and baselines are made from these, the baselines fitted on bars before the predictions that they stand beside.</summary>
    /// <param name="predictions">With times.</param>
    /// <param name="bars">The bars that are predicted.</param>
    /// <param name="options">The horizon, what times mean, trials and threads.</param>
    /// <exception cref="InputException">There are no times, or fewer than two predictions fit the bars.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static Judgement OnBars(Predictions predictions, BarSeries bars, JudgeOptions options)
    {
        var rows = PredictedRows.Match(predictions, bars, options);
        Enough(rows.Bars.Length);
        var model = Forecast(rows.Bars, rows.Labels, rows.Probabilities, predictions.AreDecisions);
        var (baselines, notRun) = JudgeBaselines.Forecast(rows, bars, options);
        predictions = Looked(predictions, options);
        List<string> warnings = [.. rows.Warnings];
        AddCautions(warnings, predictions);
        return Judge(predictions, model, baselines, options, warnings, notRun);
    }

    private static OutOfSample Forecast(int[] rows, double[] labels, double[] probabilities, bool areDecisions) =>
        new(Judgement.Name, rows, new int[labels.Length], labels, probabilities)
        {
            Kind = areDecisions ? ForecastKind.Decision : ForecastKind.Probability,
        };

    private static Judgement Judge(Predictions predictions, OutOfSample model, IReadOnlyList<OutOfSample> baselines, JudgeOptions options, List<string> warnings, IReadOnlyList<NotRun> notRun)
    {
        var isDecision = model.Kind == ForecastKind.Decision;
        var scores = Scoreboard.Of([model], baselines, isDecision ? Accuracy.Metric : LogLoss.Metric, options.Inference)
            .Corrected(options.Trials, predictions.Level);
        List<NotRun> all = [.. notRun, .. scores.Tests.Where(t => t.Outcome.Undefined is not null).Select(t => new NotRun(t.Test.Name, t.Outcome.Undefined!))];
        if (isDecision)
        {
            all.Add(new("log_loss, brier, roc_auc, average_precision", "every prediction is 0 or 1: give probabilities"));
        }

        all.Add(new("whether the predictions knew the future", "only the program that made them can be put to that test: 'vane prove'"));
        warnings.AddRange(scores.Distrust(Judgement.Name));
        if (scores.ShareUp is 0 or 1)
        {
            warnings.Add($"All of the rows went {(scores.ShareUp == 1 ? "up" : "down")}: nothing here tells skill from always saying so, and no verdict on them says anything of other rows.");
        }

        if (scores.Unbeaten(Judgement.Name) is { } unbeaten)
        {
            warnings.Add(unbeaten);
        }

        return new Judgement(scores, warnings, all) { Look = predictions.Look };
    }

    private static Predictions Looked(Predictions predictions, JudgeOptions options) =>
        options.Looking?.Invoke(predictions) is { } look ? predictions with { Look = look } : predictions;

    private static void Enough(int rows)
    {
        if (rows < 2)
        {
            throw new InputException("predictions", string.Create(CultureInfo.InvariantCulture, $"only {rows} of them can be scored."), "At least 2 are needed, and some hundreds to say anything.");
        }
    }

    private static void AddCautions(List<string> warnings, Predictions predictions)
    {
        warnings.AddRange(predictions.Cautions);
        Add(warnings, predictions.Unsaid, "{0} rows say no probability and are left out: a model that is silent where it is hard must say so.");
    }

    internal static void Add(List<string> warnings, long count, string format)
    {
        if (count > 0)
        {
            warnings.Add(string.Format(CultureInfo.InvariantCulture, format, count.ToString("N0", CultureInfo.InvariantCulture)));
        }
    }
}
