using Weathervane.Datasets;

namespace Weathervane.Learners;

/// <summary>What every learner asks of its rows before it starts.</summary>
internal static class TrainingRows
{
    /// <summary>The rows that are learnt from: those whose <see cref="Dataset.ForTraining"/> is not false and whose weight is above 0.</summary>
    /// <remarks>A row of weight 0 is left out before anything else, bins, bootstraps and counts of rows included: the model is that of the other rows.</remarks>
    /// <param name="train">All rows.</param>
    /// <param name="directions">Whether labels must be 0 or 1; else any finite number is one.</param>
    /// <exception cref="InputException">No row is left.</exception>
    /// <exception cref="ArgumentException">A label is not allowed, or a weight is negative or not finite.</exception>
    internal static Dataset Of(Dataset train, bool directions = true)
    {
        if (train.Weights is { } weights && !weights.All(w => w >= 0 && double.IsFinite(w)))
        {
            throw new ArgumentException("Weights must be finite and not negative.", nameof(train));
        }

        var rows = Wanted(train);
        if (rows.Rows == 0)
        {
            throw new InputException("training rows", "there are none.", "Give more bars, a smaller hold-out, shorter warm-ups, or weights above 0.");
        }

        if (directions && rows.Labels.AsSpan().ContainsAnyExcept(0.0, 1.0))
        {
            throw new ArgumentException("Labels must be 0 or 1.", nameof(train));
        }

        if (!directions && !rows.Labels.All(double.IsFinite))
        {
            throw new ArgumentException("Labels must be finite numbers.", nameof(train));
        }

        return rows;
    }

    /// <summary>[rows] the weight of each row times its class weight: <c>balanced</c> gives both classes the same total.</summary>
    internal static double[] Weights(Dataset rows, string classWeight)
    {
        var weights = rows.Weights?.ToArray() ?? Enumerable.Repeat(1.0, rows.Rows).ToArray();
        if (classWeight == "balanced")
        {
            double up = 0, total = 0;
            for (var i = 0; i < weights.Length; i++)
            {
                total += weights[i];
                up += weights[i] * rows.Labels[i];
            }

            if (up > 0 && up < total)
            {
                var (ofUp, ofDown) = (total / (2 * up), total / (2 * (total - up)));
                for (var i = 0; i < weights.Length; i++)
                {
                    weights[i] *= rows.Labels[i] == 1 ? ofUp : ofDown;
                }
            }
        }

        return weights;
    }

    /// <summary>[rows] the weight of each row times that of its class; empty where all are equal.</summary>
    internal static double[] Weights(Dataset rows, double up, double down) => up == 1 && down == 1
        ? rows.Weights ?? []
        : [.. rows.Labels.Select((label, i) => (rows.Weights?[i] ?? 1) * (label == 1 ? up : down))];

    /// <summary>The weighted mean of the labels: the share of up where they are directions.</summary>
    /// <param name="labels">[rows].</param>
    /// <param name="weights">[rows]; empty for equal ones.</param>
    internal static double MeanLabel(ReadOnlySpan<double> labels, ReadOnlySpan<double> weights)
    {
        double sum = 0, total = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            var weight = weights.IsEmpty ? 1 : weights[i];
            sum += weight * labels[i];
            total += weight;
        }

        return sum / total;
    }

    /// <summary>The rows as they are where all take part, so that bins cut from them before are found again.</summary>
    private static Dataset Wanted(Dataset train)
    {
        var (allowed, weights) = (train.ForTraining, train.Weights);
        return allowed?.Contains(false) == true || weights?.Contains(0) == true
            ? train.Take([.. Enumerable.Range(0, train.Rows).Where(i => allowed?[i] != false && weights?[i] != 0)])
            : train;
    }
}
