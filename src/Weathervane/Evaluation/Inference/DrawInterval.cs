using Weathervane.Numerics;

namespace Weathervane.Evaluation.Inference;

/// <summary>What resamples say of a difference of two scores.</summary>
/// <param name="Low">The 2.5 % point of the resampled differences.</param>
/// <param name="High">The 97.5 % point.</param>
/// <param name="PValue">Twice the share of resamples on the other side of 0, never below 2 / (draws + 1).</param>
public sealed record DrawInterval(double Low, double High, double PValue)
{
    /// <summary>From the scores of two forecasters on the same resamples.</summary>
    /// <param name="gains">[draws] gains; NaN where a resample leaves a score undefined, which are left out.</param>
    /// <param name="draws">How many resamples were made.</param>
    /// <returns>Null where fewer than half of the resamples have a value.</returns>
    internal static DrawInterval? Of(IEnumerable<double> gains, int draws)
    {
        double[] known = [.. gains.Where(double.IsFinite).Order()];
        if (known.Length < 20 || known.Length < draws / 2)
        {
            return null;
        }

        var (above, below) = (known.Count(g => g >= 0), known.Count(g => g <= 0));
        var p = Math.Min(1, 2.0 * (1 + Math.Min(above, below)) / (known.Length + 1));
        return new DrawInterval(Quantile(known, 0.025), Quantile(known, 0.975), p);
    }

    /// <summary>The value at rank share x (draws + 1), between its neighbours.</summary>
    private static double Quantile(double[] sorted, double share) =>
        SortedSample.At(sorted, Math.Clamp((share * (sorted.Length + 1)) - 1, 0, sorted.Length - 1));
}
