namespace Weathervane.Learners.Trees.Losses;

/// <summary>Half the squared error of the raw score, whose best constant is the mean.</summary>
internal sealed class SquaredError : Loss
{
    /// <inheritdoc/>
    internal override TreeLink Link => TreeLink.Value;

    /// <inheritdoc/>
    internal override double Start(ReadOnlySpan<double> labels, ReadOnlySpan<double> weights) => TrainingRows.MeanLabel(labels, weights);

    /// <summary>Gradient w (score - y) and hessian w.</summary>
    internal override (double MaxG, double MaxH) Differentiate(
        ReadOnlySpan<double> scores, ReadOnlySpan<double> labels, ReadOnlySpan<double> weights, Span<double> gradient, Span<double> hessian)
    {
        double maxG = 0, maxH = 0;
        for (var i = 0; i < scores.Length; i++)
        {
            hessian[i] = weights.IsEmpty ? 1 : weights[i];
            gradient[i] = hessian[i] * (scores[i] - labels[i]);
            (maxG, maxH) = (Math.Max(maxG, Math.Abs(gradient[i])), Math.Max(maxH, hessian[i]));
        }

        return (maxG, maxH);
    }

    /// <summary>The weighted mean squared error, not halved, as people report it.</summary>
    internal override double Mean(ReadOnlySpan<double> scores, ReadOnlySpan<double> labels, ReadOnlySpan<double> weights)
    {
        double loss = 0, total = 0;
        for (var i = 0; i < scores.Length; i++)
        {
            var (weight, error) = (weights.IsEmpty ? 1 : weights[i], scores[i] - labels[i]);
            loss += weight * error * error;
            total += weight;
        }

        return loss / total;
    }
}
