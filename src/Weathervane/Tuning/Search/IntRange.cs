using Weathervane.Numerics;

namespace Weathervane.Tuning.Search;

/// <summary>Whole numbers from <paramref name="Low"/> to <paramref name="High"/>, both included.</summary>
/// <param name="Name">The learner's name of the parameter.</param>
/// <param name="Low">The smallest value.</param>
/// <param name="High">The largest value.</param>
/// <param name="Step">Distance between values, counted from <paramref name="Low"/>.</param>
/// <param name="Log">Whether equal ratios, not equal distances, are equally likely; then the step must be 1.</param>
public sealed record IntRange(string Name, int Low, int High, int Step = 1, bool Log = false) : SearchParameter(Name)
{
    /// <inheritdoc/>
    public override long? Count => (((long)High - Low) / Step) + 1;

    /// <inheritdoc/>
    public override bool IsOrdered => true;

    /// <inheritdoc/>
    public override object FromUnit(double unit) => Log
        ? (int)Math.Clamp(Math.Round(FixedMath.Exp(LogLow + (unit * (LogHigh - LogLow)))), Low, High)
        : (int)(Low + (Cell(unit, Count!.Value) * Step));

    /// <inheritdoc/>
    public override double ToUnit(object value) => Log
        ? (FixedMath.Log((int)value) - LogLow) / (LogHigh - LogLow)
        : (((((long)(int)value) - Low) / Step) + 0.5) / Count!.Value;

    // Half a step wider, so that both ends are as likely as their neighbours.
    private double LogLow => FixedMath.Log(Low - 0.5);

    private double LogHigh => FixedMath.Log(High + 0.5);

    internal override IEnumerable<InputProblem> Problems(string where)
    {
        if (Low > High)
        {
            yield return new(where, $"low {Low} is above high {High}.");
        }

        if (Step < 1)
        {
            yield return new(where, $"step must be 1 or larger, but is {Step}.");
        }

        if (Log && (Low < 1 || Step != 1))
        {
            yield return new(where, $"a logarithmic range needs low of 1 or larger and step 1, but has low {Low} and step {Step}.");
        }
    }
}
