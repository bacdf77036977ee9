using Weathervane.Numerics;

namespace Weathervane.Learners.Trees;

/// <summary>Log loss of raw scores (log odds): its value and its first two derivatives.</summary>
internal static class LogLoss
{
    /// <summary>Gradient w (p - y) and hessian w p (1 - p) of each row.</summary>
    /// <returns>The largest size of a gradient, and the largest hessian.</returns>
    internal static (double MaxG, double MaxH) Differentiate(
        ReadOnlySpan<double> scores, ReadOnlySpan<double> labels, ReadOnlySpan<double> weights, Span<double> gradient, Span<double> hessian)
    {
        double maxG = 0, maxH = 0;
        for (var i = 0; i < scores.Length; i++)
        {
            var p = FixedMath.Sigmoid(scores[i]);
            var weight = weights.IsEmpty ? 1 : weights[i];
            gradient[i] = weight * (p - labels[i]);
            hessian[i] = weight * p * (1 - p);
            (maxG, maxH) = (Math.Max(maxG, Math.Abs(gradient[i])), Math.Max(maxH, hessian[i]));
        }

        return (maxG, maxH);
    }

    /// <summary>The weighted mean loss in nats.</summary>
    internal static double Mean(ReadOnlySpan<double> scores, ReadOnlySpan<double> labels, ReadOnlySpan<double> weights)
    {
        double loss = 0, total = 0;
        for (var i = 0; i < scores.Length; i++)
        {
            var weight = weights.IsEmpty ? 1 : weights[i];
            var margin = labels[i] == 1 ? scores[i] : -scores[i];
            loss += weight * (Math.Max(-margin, 0) + FixedMath.Log1P(FixedMath.Exp(-Math.Abs(margin))));
            total += weight;
        }

        return loss / total;
    }
}
