using System.Globalization;

namespace Weathervane.Tuning.Search;

/// <summary>The hyperparameters of a search and the values that they may take. Immutable and valid.</summary>
public sealed class SearchSpace
{
    /// <summary>Puts parameters together.</summary>
    /// <param name="parameters">At least one; names differ.</param>
    /// <param name="where">The path of the space in its file, for messages.</param>
    /// <exception cref="InputException">Ranges or names do not make sense; all problems at once.</exception>
    public SearchSpace(IReadOnlyList<SearchParameter> parameters, string where = "search")
    {
        List<InputProblem> problems =
        [
            .. parameters.SelectMany(p => p.Problems($"{where}.{p.Name}")),
            .. parameters.GroupBy(p => p.Name).Where(g => g.Count() > 1).Select(g => new InputProblem($"{where}.{g.Key}", $"is there {g.Count()} times.")),
        ];
        if (parameters.Count == 0)
        {
            problems.Add(new InputProblem(where, "there is no parameter to search."));
        }

        Parameters = problems.Count == 0 ? parameters : throw new InputException(problems);
    }

    /// <summary>The parameters, in order.</summary>
    public IReadOnlyList<SearchParameter> Parameters { get; }

    /// <summary>How many points there are; null if a range is continuous or there are more than 2^53.</summary>
    public long? Count
    {
        get
        {
            var product = 1.0;
            foreach (var parameter in Parameters)
            {
                product *= parameter.Count ?? double.PositiveInfinity;
            }

            return product <= 1L << 53 ? (long)product : null;
        }
    }

    /// <summary>The values at a position.</summary>
    /// <param name="units">[parameters] in [0, 1].</param>
    public IReadOnlyDictionary<string, object> Point(ReadOnlySpan<double> units)
    {
        Check.SameLength(units.Length, Parameters.Count, nameof(units));
        var point = new Dictionary<string, object>(units.Length);
        for (var i = 0; i < units.Length; i++)
        {
            point[Parameters[i].Name] = Parameters[i].FromUnit(units[i]);
        }

        return point;
    }

    /// <summary>The position of a point, [parameters].</summary>
    /// <param name="point">Values by name, as <see cref="Point"/> gives them.</param>
    public double[] Units(IReadOnlyDictionary<string, object> point) => [.. Parameters.Select(p => p.ToUnit(point[p.Name]))];

    /// <summary>The point as a text that is the same for the same values alone.</summary>
    /// <param name="point">Values by name.</param>
    public string Key(IReadOnlyDictionary<string, object> point) =>
        string.Join("; ", Parameters.Select(p => $"{p.Name}={Convert.ToString(point[p.Name], CultureInfo.InvariantCulture)}"));

    /// <summary>The point with that number, counting the first parameter slowest.</summary>
    /// <param name="number">0 to <see cref="Count"/> - 1, which is not null.</param>
    internal IReadOnlyDictionary<string, object> PointAt(long number)
    {
        var units = new double[Parameters.Count];
        for (var i = units.Length - 1; i >= 0; i--)
        {
            var count = Parameters[i].Count!.Value;
            units[i] = Parameters[i] is IntRange { Log: true } range
                ? range.ToUnit((int)(range.Low + (number % count)))
                : ((number % count) + 0.5) / count;
            number /= count;
        }

        return Point(units);
    }
}
