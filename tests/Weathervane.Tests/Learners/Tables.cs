using Weathervane.Datasets;
using Weathervane.Features;
using Weathervane.Labels;
using Weathervane.Learners;
using Weathervane.Learners.Formats;
using Weathervane.Numerics;

namespace Weathervane.Tests.Learners;

/// <summary>Small made tables to learn from.</summary>
internal static class Tables
{
    /// <summary>Rows from columns.</summary>
    internal static Dataset Of(double[][] columns, double[] labels, double[]? weights = null, bool[]? forTraining = null, string[]? names = null) => new(
        new FeatureMatrix(names ?? [.. columns.Select((_, i) => $"f{i}")], [.. columns.SelectMany(c => c)], labels.Length),
        labels, [.. labels.Select((_, i) => new LabelSpan(i, i + 1))], weights, forTraining);

    /// <summary>Normal columns of which the first two decide, with interaction and noise; a share of the values is missing if wished.</summary>
    internal static Dataset Made(int rows, int columns, ulong seed, double missing = 0)
    {
        var random = new SeededRandom(seed);
        var values = Enumerable.Range(0, columns).Select(_ => new double[rows]).ToArray();
        var labels = new double[rows];
        for (var i = 0; i < rows; i++)
        {
            for (var c = 0; c < columns; c++)
            {
                values[c][i] = random.NextGaussian();
            }

            var score = values[0][i] + (columns > 1 ? values[0][i] * values[1][i] : 0);
            labels[i] = random.NextDouble() < FixedMath.Sigmoid(score) ? 1 : 0;
            for (var c = 0; c < columns; c++)
            {
                values[c][i] = random.NextDouble() < missing ? double.NaN : values[c][i];
            }
        }

        return Of(values, labels);
    }

    internal static double[] Predict(Model model, Dataset rows, int threads = 1)
    {
        var probability = new double[rows.Rows];
        model.Predict(rows.Features, probability, threads);
        return probability;
    }

    /// <summary>Mean log loss in nats.</summary>
    internal static double LogLoss(Model model, Dataset rows) =>
        Predict(model, rows).Select((p, i) => -FixedMath.Log(rows.Labels[i] == 1 ? p : 1 - p)).Average();

    internal static byte[] Bytes(Model model) => new ModelFile("{}", model).ToBytes();

    internal static double[] Row(Dataset rows, int row)
    {
        var values = new double[rows.Features.Columns];
        rows.Features.CopyRow(row, values);
        return values;
    }
}
