using Weathervane.Numerics;

namespace Weathervane.Tuning.Search;

/// <summary>Whole numbers from <paramref name="Low"/> to <paramref name="High"/>, both included.</summary>
/// <param name="Name">The learner's name of the parameter.</param>
/// <param name="Low">The smallest value.</param>
/// <param name="High">The largest value.</param>
/// <param name="Step">Distance between values, counted from <paramref name="Low"/>.</param>
/// <param name="Log">Whether equal ratios, not equal distances, are equally likely; then the step must be 1.</param>
public sealed record IntRange(string Name, int Low, int High, int Step = 1, bool Log = false) : NumberRange(Name)
{
    /// <inheritdoc/>
    public override long? Count => (((long)High - Low) / Step) + 1;

    /// <inheritdoc/>
    public override object ValueAt(long number) => (int)(Low + (number * Step));

    private protected override object AtPlace(double place) => Log
        ? (int)Math.Clamp(Math.Round(FixedMath.Exp(LogLow + (place * (LogHigh - LogLow)))), Low, High)
        : (int)(Low + (Cell(place, Count!.Value) * Step));

    private protected override double PlaceOf(double value) => Log
        ? (FixedMath.Log(value) - LogLow) / (LogHigh - LogLow)
        : (Math.Round((value - Low) / Step) + 0.5) / Count!.Value;

    private protected override double EdgeBelow(int number) => Log
        ? (FixedMath.Log(Low + number - 0.5) - LogLow) / (LogHigh - LogLow)
        : number / (double)Count!.Value;

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

        foreach (var problem in PriorProblems(where, Low, High))
        {
            yield return problem;
        }
    }
}
