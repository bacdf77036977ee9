namespace Weathervane.Tuning.Samplers.Gaussian;

/// <summary>Losses as a Gaussian process takes them: mean 0, variance 1, and no value so bad that it hides the differences among good ones.</summary>
internal static class Targets
{
    internal static double[] Of(double[] losses)
    {
        var sorted = losses.Order().ToArray();
        var (best, middle) = (sorted[0], sorted[sorted.Length / 2]);
        // What is much worse than the median is simply bad.
        var worst = middle + (middle - best);
        double[] cut = [.. losses.Select(l => worst > best ? Math.Min(l, worst) : l)];
        var mean = cut.Average();
        var deviation = Math.Sqrt(cut.Sum(c => (c - mean) * (c - mean)) / cut.Length);
        return [.. cut.Select(c => deviation > 0 ? (c - mean) / deviation : 0)];
    }
}
