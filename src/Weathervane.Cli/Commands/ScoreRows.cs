using System.Globalization;
using Weathervane.Features;
using Weathervane.Learners;
using Weathervane.Learners.Explain;
using Weathervane.Learners.Trees;

namespace Weathervane.Cli.Commands;

/// <summary>Writes the scores of rows as CSV: numbers that read back to the same bits.</summary>
internal static class ScoreRows
{
    private const int BlockRows = 8192;

    /// <summary>Writes raw,probability for each row, and what each feature contributed where that is wanted. A model that is not of trees has no raw
    /// score, and a regression no probability: that cell stays empty.</summary>
    internal static void Write(TextWriter text, Model model, FeatureMatrix features, bool explain, Terminal terminal)
    {
        var trees = model as TreeModel;
        double[]? raw = trees is null ? null : new double[features.Rows], probability = trees is { HasProbability: false } ? null : new double[features.Rows];
        trees?.Raw(features, raw, terminal.Threads);
        if (probability is not null)
        {
            model.Predict(features, probability, terminal.Threads);
        }

        var explainer = explain ? new TreeExplainer(trees!) : null;
        text.Write(explain ? $"raw,probability,{string.Join(',', model.FeatureNames.Select(CsvField.Quoted))},expected_value\n" : "raw,probability\n");
        for (var from = 0; from < features.Rows; from += BlockRows)
        {
            terminal.Cancel.ThrowIfCancellationRequested();
            var count = Math.Min(BlockRows, features.Rows - from);
            // Block by block, so that the contributions of a long table need not all be held at once.
            var contributions = explainer?.Explain(features.Slice(from, count), terminal.Threads, terminal.Cancel);
            for (var i = from; i < from + count; i++)
            {
                Number(text, raw?[i]);
                text.Write(',');
                Number(text, probability?[i]);
                foreach (var contribution in contributions?[i - from] ?? [])
                {
                    text.Write(',');
                    Number(text, contribution);
                }

                if (explainer is not null)
                {
                    text.Write(',');
                    Number(text, explainer.ExpectedValue);
                }

                text.Write('\n');
            }
        }
    }

    private static void Number(TextWriter text, double? value)
    {
        Span<char> digits = stackalloc char[32];
        if (value is { } known && known.TryFormat(digits, out var length, "R", CultureInfo.InvariantCulture))
        {
            text.Write(digits[..length]);
        }
    }
}
