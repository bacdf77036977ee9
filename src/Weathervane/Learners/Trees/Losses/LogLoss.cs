using System.Runtime.Intrinsics;
using Weathervane.Numerics;

namespace Weathervane.Learners.Trees.Losses;

/// <summary>Log loss of raw scores (log odds): its value and its first two derivatives.</summary>
internal sealed class LogLoss : Loss
{
    /// <inheritdoc/>
    internal override TreeLink Link => TreeLink.Logistic;

    /// <summary>The log odds of the share of up, kept finite where there is one class only.</summary>
    internal override double Start(ReadOnlySpan<double> labels, ReadOnlySpan<double> weights) =>
        FixedMath.Logit(Math.Clamp(TrainingRows.MeanLabel(labels, weights), 1e-15, 1 - 1e-15));

    /// <summary>Gradient w (p - y) and hessian w p (1 - p).</summary>
    internal override (double MaxG, double MaxH) Differentiate(
        ReadOnlySpan<double> scores, ReadOnlySpan<double> labels, ReadOnlySpan<double> weights, Span<double> gradient, Span<double> hessian)
    {
        var (sizes, hessians, i) = (Vector512<double>.Zero, Vector512<double>.Zero, 0);
        for (; i <= scores.Length - Vector512<double>.Count; i += Vector512<double>.Count)
        {
            var p = FixedMath.Sigmoid(Vector512.Create(scores[i..]));
            var weight = weights.IsEmpty ? Vector512<double>.One : Vector512.Create(weights[i..]);
            var (g, h) = (weight * (p - Vector512.Create(labels[i..])), weight * p * (Vector512<double>.One - p));
            g.CopyTo(gradient[i..]);
            h.CopyTo(hessian[i..]);
            (sizes, hessians) = (Vector512.Max(sizes, Vector512.Abs(g)), Vector512.Max(hessians, h));
        }

        double maxG = 0, maxH = 0;
        for (var lane = 0; lane < Vector512<double>.Count; lane++)
        {
            (maxG, maxH) = (Math.Max(maxG, sizes[lane]), Math.Max(maxH, hessians[lane]));
        }

        for (; i < scores.Length; i++)
        {
            // The same bits as in a lane, limits included: where the vectors end must not show.
            var p = FixedMath.Sigmoid(Math.Clamp(scores[i], -FixedMath.VectorMax, FixedMath.VectorMax));
            var weight = weights.IsEmpty ? 1 : weights[i];
            gradient[i] = weight * (p - labels[i]);
            hessian[i] = weight * p * (1 - p);
            (maxG, maxH) = (Math.Max(maxG, Math.Abs(gradient[i])), Math.Max(maxH, hessian[i]));
        }

        return (maxG, maxH);
    }

    /// <summary>The weighted mean loss in nats.</summary>
    internal override double Mean(ReadOnlySpan<double> scores, ReadOnlySpan<double> labels, ReadOnlySpan<double> weights)
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
