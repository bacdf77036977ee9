namespace Weathervane.Learners.Trees.Losses;

/// <summary>What boosting makes small: the mean over rows of a loss of the raw score, by its first two derivatives.</summary>
internal abstract class Loss
{
    /// <summary>How a raw score becomes a forecast.</summary>
    internal abstract TreeLink Link { get; }

    /// <summary>Whether the best step of a leaf is found from its rows' residuals, not from their derivatives.</summary>
    internal virtual bool RefitsLeaves => false;

    /// <summary>The one score for all rows that has the least loss.</summary>
    /// <param name="labels">[rows].</param>
    /// <param name="weights">[rows]; empty for equal ones.</param>
    internal abstract double Start(ReadOnlySpan<double> labels, ReadOnlySpan<double> weights);

    /// <summary>Gradient and hessian, which is never negative, of each row.</summary>
    /// <returns>The largest size of a gradient, and the largest hessian.</returns>
    internal abstract (double MaxG, double MaxH) Differentiate(
        ReadOnlySpan<double> scores, ReadOnlySpan<double> labels, ReadOnlySpan<double> weights, Span<double> gradient, Span<double> hessian);

    /// <summary>The weighted mean loss.</summary>
    internal abstract double Mean(ReadOnlySpan<double> scores, ReadOnlySpan<double> labels, ReadOnlySpan<double> weights);

    /// <summary>The best step for the rows of a leaf, where <see cref="RefitsLeaves"/>.</summary>
    internal virtual double Step(ReadOnlySpan<int> rows, ReadOnlySpan<double> scores, ReadOnlySpan<double> labels, ReadOnlySpan<double> weights) =>
        throw new NotSupportedException();
}
