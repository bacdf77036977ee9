using System.Globalization;
using Weathervane.Numerics;

namespace Weathervane.Tuning.Search;

/// <summary>Numbers from <paramref name="Low"/> to <paramref name="High"/>, both included.</summary>
/// <param name="Name">The learner's name of the parameter.</param>
/// <param name="Low">The smallest value.</param>
/// <param name="High">The largest value.</param>
/// <param name="Step">Distance between values, counted from <paramref name="Low"/>; null for a continuous range.</param>
/// <param name="Log">Whether equal ratios, not equal distances, are equally likely; then there is no step.</param>
public sealed record FloatRange(string Name, double Low, double High, double? Step = null, bool Log = false) : NumberRange(Name)
{
    /// <inheritdoc/>
    // A hair more than the quotient: 0.1 to 0.3 by 0.1 are three values, although the division gives 1.9999999999999998.
    public override long? Count => Low == High ? 1 : Step is { } step ? (long)(((High - Low) / step) + 1e-9) + 1 : null;

    /// <inheritdoc/>
    // In decimals, so that people see 0.3 and not 0.30000000000000004.
    public override object ValueAt(long number) => (double)((decimal)Low + (number * (decimal)(Step ?? 0)));

    private protected override object AtPlace(double place) => Count is { } count ? ValueAt(Cell(place, count))
        : place <= 0 ? Low
        : place >= 1 ? High
        : Math.Clamp(Log ? FixedMath.Exp(LogLow + (place * (FixedMath.Log(High) - LogLow))) : Low + (place * (High - Low)), Low, High);

    private protected override double PlaceOf(double value) => Count is { } count
        ? (Math.Round((value - Low) / (Step ?? 1)) + 0.5) / count
        : Log ? (FixedMath.Log(value) - LogLow) / (FixedMath.Log(High) - LogLow) : (value - Low) / (High - Low);

    private protected override double EdgeBelow(int number) => number / (double)Count!.Value;

    private double LogLow => FixedMath.Log(Low);

    internal override IEnumerable<InputProblem> Problems(string where)
    {
        // Ranges beyond that have no meaning for a learner, and decimals end there.
        const double Limit = 1e15;
        if (!(Math.Abs(Low) <= Limit && Math.Abs(High) <= Limit))
        {
            yield return new(where, string.Create(CultureInfo.InvariantCulture, $"low {Low} and high {High} must lie within -1e15 and 1e15."));
        }
        else if (Low > High)
        {
            yield return new(where, string.Create(CultureInfo.InvariantCulture, $"low {Low} is above high {High}."));
        }

        if (Step is { } step && !(step >= 1e-9 && step <= Limit))
        {
            yield return new(where, string.Create(CultureInfo.InvariantCulture, $"step must be 1e-9 or larger, but is {step}."));
        }

        if (Log && (!(Low > 0) || Step is not null))
        {
            yield return new(where, string.Create(CultureInfo.InvariantCulture, $"a logarithmic range needs low above 0 and no step, but low is {Low}{(Step is null ? "" : " and there is a step")}."));
        }

        foreach (var problem in PriorProblems(where, Low, High))
        {
            yield return problem;
        }
    }
}
