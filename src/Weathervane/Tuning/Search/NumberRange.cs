using System.Globalization;

namespace Weathervane.Tuning.Search;

/// <summary>Numbers between two ends, with a belief about where the good ones lie if there is one.</summary>
/// <param name="Name">The learner's name of the parameter.</param>
public abstract record NumberRange(string Name) : SearchParameter(Name)
{
    /// <summary>Where good values are expected; null for anywhere.</summary>
    public Prior? Prior { get; init; }

    /// <inheritdoc/>
    public sealed override bool IsOrdered => true;

    /// <inheritdoc/>
    public sealed override object FromUnit(double unit) => AtPlace(Prior is { } prior ? prior.Place(unit, PlaceOf(prior.Center)) : unit);

    /// <inheritdoc/>
    public sealed override double ToUnit(object value) => Bent(PlaceOf(Convert.ToDouble(value, CultureInfo.InvariantCulture)));

    internal sealed override double[] Edges() =>
        [0, .. Enumerable.Range(1, (int)Count!.Value - 1).Select(i => Bent(EdgeBelow(i))), 1];

    /// <summary>The value at a place of the range itself, before any belief bends it.</summary>
    private protected abstract object AtPlace(double place);

    /// <summary>The place of a value in the range itself.</summary>
    private protected abstract double PlaceOf(double value);

    /// <summary>The place where value number i of a discrete range begins; i is 1 or more.</summary>
    private protected abstract double EdgeBelow(int number);

    private protected IEnumerable<InputProblem> PriorProblems(string where, double low, double high)
    {
        if (Prior is not { } prior)
        {
            yield break;
        }

        if (!(prior.Center >= low && prior.Center <= high))
        {
            yield return new($"{where}.prior", string.Create(CultureInfo.InvariantCulture, $"center {prior.Center} lies outside {low} to {high}."));
        }

        if (!(prior.Spread >= Search.Prior.SpreadMin && prior.Spread <= Search.Prior.SpreadMax))
        {
            yield return new(
                $"{where}.prior",
                string.Create(CultureInfo.InvariantCulture, $"spread must be in [{Search.Prior.SpreadMin}, {Search.Prior.SpreadMax}], but is {prior.Spread}."),
                "It is a share of the range.");
        }
    }

    private double Bent(double place) => Prior is { } prior ? prior.Share(place, PlaceOf(prior.Center)) : place;
}
