namespace Weathervane.Learners.Trees.Losses;

/// <summary>The pinball loss, whose best constant is a quantile: alpha x residual above the score, (1 - alpha) x below it.</summary>
/// <remarks>It has no curvature, so trees are grown on its gradients with the rows' weights for hessians, and each leaf's step is the
/// quantile of its residuals. Quantile: the least residual at or below which alpha of the weight lies. Source: Koenker and Bassett (1978),
/// Regression Quantiles.</remarks>
/// <param name="alpha">Which quantile, above 0 and below 1.</param>
internal sealed class QuantileLoss(double alpha) : Loss
{
    /// <inheritdoc/>
    internal override TreeLink Link => TreeLink.Value;

    /// <inheritdoc/>
    internal override bool RefitsLeaves => true;

    /// <inheritdoc/>
    internal override double Start(ReadOnlySpan<double> labels, ReadOnlySpan<double> weights) => Quantile(labels.ToArray(), weights.ToArray());

    /// <summary>Gradient -w alpha below the label and w (1 - alpha) elsewhere; hessian w.</summary>
    internal override (double MaxG, double MaxH) Differentiate(
        ReadOnlySpan<double> scores, ReadOnlySpan<double> labels, ReadOnlySpan<double> weights, Span<double> gradient, Span<double> hessian)
    {
        double maxG = 0, maxH = 0;
        for (var i = 0; i < scores.Length; i++)
        {
            hessian[i] = weights.IsEmpty ? 1 : weights[i];
            gradient[i] = hessian[i] * (scores[i] < labels[i] ? -alpha : 1 - alpha);
            (maxG, maxH) = (Math.Max(maxG, Math.Abs(gradient[i])), Math.Max(maxH, hessian[i]));
        }

        return (maxG, maxH);
    }

    /// <inheritdoc/>
    internal override double Mean(ReadOnlySpan<double> scores, ReadOnlySpan<double> labels, ReadOnlySpan<double> weights)
    {
        double loss = 0, total = 0;
        for (var i = 0; i < scores.Length; i++)
        {
            var (weight, residual) = (weights.IsEmpty ? 1 : weights[i], labels[i] - scores[i]);
            loss += weight * Math.Max(alpha * residual, (alpha - 1) * residual);
            total += weight;
        }

        return loss / total;
    }

    /// <inheritdoc/>
    internal override double Step(ReadOnlySpan<int> rows, ReadOnlySpan<double> scores, ReadOnlySpan<double> labels, ReadOnlySpan<double> weights)
    {
        var residuals = new double[rows.Length];
        var shares = weights.IsEmpty ? [] : new double[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            residuals[i] = labels[rows[i]] - scores[rows[i]];
            if (shares.Length > 0)
            {
                shares[i] = weights[rows[i]];
            }
        }

        return Quantile(residuals, shares);
    }

    private double Quantile(double[] values, double[] weights)
    {
        if (weights.Length == 0)
        {
            Array.Sort(values);
            return values[Math.Clamp((int)Math.Ceiling(alpha * values.Length) - 1, 0, values.Length - 1)];
        }

        Array.Sort(values, weights);
        var (wanted, sum) = (alpha * weights.Sum(), 0.0);
        for (var i = 0; i < values.Length; i++)
        {
            sum += weights[i];
            if (sum >= wanted)
            {
                return values[i];
            }
        }

        return values[^1];
    }
}
