namespace Weathervane.Tuning.Samplers;

/// <summary>The last thing that a sampler computed from a study's first trials, so that it is not computed again for every suggestion.</summary>
/// <remarks>It must follow from those trials and the study's numbers alone: a study that is resumed starts without it.</remarks>
public sealed class Kept
{
    private (int Trials, object Value)? _last;

    /// <summary>What was kept for so many trials, else computed and kept now.</summary>
    /// <typeparam name="T">What is computed.</typeparam>
    /// <param name="trials">Of how many of the first known trials it is made.</param>
    /// <param name="compute">Computes it.</param>
    public T Get<T>(int trials, Func<T> compute)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(compute);
        if (_last is { } last && last.Trials == trials && last.Value is T kept)
        {
            return kept;
        }

        var value = compute();
        _last = (trials, value);
        return value;
    }
}
