using System.Globalization;

namespace Weathervane.Tuning.Search;

/// <summary>The hyperparameters of a search and the values that they may take. Immutable and valid.</summary>
public sealed class SearchSpace
{
    private readonly HashSet<string> _deciding;

    /// <summary>Puts parameters together.</summary>
    /// <param name="parameters">At least one; names differ; one that another depends on comes before it.</param>
    /// <param name="where">The path of the space in its file, for messages.</param>
    /// <exception cref="InputException">Ranges, names or conditions do not make sense; all problems at once.</exception>
    public SearchSpace(IReadOnlyList<SearchParameter> parameters, string where = "search")
    {
        List<InputProblem> problems =
        [
            .. parameters.SelectMany(p => p.Problems($"{where}.{p.Name}")),
            .. parameters.SelectMany((p, i) => ConditionProblems(p, parameters.Take(i), $"{where}.{p.Name}.when")),
            .. parameters.GroupBy(p => p.Name).Where(g => g.Count() > 1).Select(g => new InputProblem($"{where}.{g.Key}", $"is there {g.Count()} times.")),
        ];
        if (parameters.Count == 0)
        {
            problems.Add(new InputProblem(where, "there is no parameter to search."));
        }

        Parameters = problems.Count == 0 ? parameters : throw new InputException(problems);
        _deciding = [.. parameters.SelectMany(p => p.When).Select(c => c.Parameter)];
        IsContinuous = parameters.All(p => p.Count is null && p.When.Count == 0);
        var count = CountFrom(0, new());
        Count = count <= 1L << 53 ? (long)count : null;
    }

    /// <summary>The parameters, in order.</summary>
    public IReadOnlyList<SearchParameter> Parameters { get; }

    /// <summary>How many points there are; null if a range is continuous or there are more than 2^53.</summary>
    public long? Count { get; }

    /// <summary>The values at a position: those of the parameters that exist there.</summary>
    /// <param name="units">[parameters] in [0, 1]; what does not exist is not looked at.</param>
    public IReadOnlyDictionary<string, object> Point(ReadOnlySpan<double> units)
    {
        Check.SameLength(units.Length, Parameters.Count, nameof(units));
        var point = new Dictionary<string, object>(units.Length);
        for (var i = 0; i < units.Length; i++)
        {
            if (Exists(Parameters[i], point))
            {
                point[Parameters[i].Name] = Parameters[i].FromUnit(units[i]);
            }
        }

        return point;
    }

    /// <summary>Whether every position in [0, 1] is a point of its own: no steps, no choices, no conditions.</summary>
    internal bool IsContinuous { get; }

    /// <summary>The position of a point, [parameters]; NaN for those that do not exist there.</summary>
    /// <param name="point">Values by name, as <see cref="Point"/> gives them.</param>
    public double[] Units(IReadOnlyDictionary<string, object> point) =>
        [.. Parameters.Select(p => point.TryGetValue(p.Name, out var value) ? p.ToUnit(value) : double.NaN)];

    /// <summary>The point as a text that is the same for the same values alone.</summary>
    /// <param name="point">Values by name.</param>
    public string Key(IReadOnlyDictionary<string, object> point) => string.Join(
        "; ", Parameters.Where(p => point.ContainsKey(p.Name)).Select(p => $"{p.Name}={Convert.ToString(point[p.Name], CultureInfo.InvariantCulture)}"));

    /// <summary>The point with that number, counting the first parameter slowest.</summary>
    /// <param name="number">0 to <see cref="Count"/> - 1, which is not null.</param>
    internal IReadOnlyDictionary<string, object> PointAt(long number)
    {
        var point = new Dictionary<string, object>();
        for (var i = 0; i < Parameters.Count; i++)
        {
            if (Exists(Parameters[i], point))
            {
                number = Place(i, number, point);
            }
        }

        return point;
    }

    /// <summary>Whether a parameter exists, given the values of those before it.</summary>
    internal static bool Exists(SearchParameter parameter, IReadOnlyDictionary<string, object> point) => parameter.When.All(c => c.Holds(point));

    /// <summary>Chooses parameter i of the point with that number among those that share the values so far.</summary>
    /// <returns>The number among those that share this value, too.</returns>
    private long Place(int i, long number, Dictionary<string, object> point)
    {
        var parameter = Parameters[i];
        if (!_deciding.Contains(parameter.Name))
        {
            var each = (long)CountFrom(i + 1, point);
            point[parameter.Name] = parameter.ValueAt(number / each);
            return number % each;
        }

        for (var value = 0; ; value++)
        {
            point[parameter.Name] = parameter.ValueAt(value);
            var under = (long)CountFrom(i + 1, point);
            if (number < under)
            {
                return number;
            }

            number -= under;
        }
    }

    /// <summary>How many ways there are to choose the parameters from number i on, given the choices that decide about them.</summary>
    private double CountFrom(int i, Dictionary<string, object> point)
    {
        if (i == Parameters.Count)
        {
            return 1;
        }

        var parameter = Parameters[i];
        if (!Exists(parameter, point))
        {
            return CountFrom(i + 1, point);
        }

        if (!_deciding.Contains(parameter.Name))
        {
            return (parameter.Count ?? double.PositiveInfinity) * CountFrom(i + 1, point);
        }

        var sum = 0.0;
        for (var value = 0; value < parameter.Count; value++)
        {
            sum += CountFrom(i + 1, new(point) { [parameter.Name] = parameter.ValueAt(value) });
        }

        return sum;
    }

    private static IEnumerable<InputProblem> ConditionProblems(SearchParameter parameter, IEnumerable<SearchParameter> before, string where)
    {
        foreach (var condition in parameter.When)
        {
            if (before.FirstOrDefault(p => p.Name == condition.Parameter) is not Choice choice)
            {
                yield return new($"{where}.{condition.Parameter}", "is no parameter with choices before this one.", "A condition names a parameter with 'choices' that comes before.");
                continue;
            }

            if (condition.Values.Count == 0)
            {
                yield return new($"{where}.{condition.Parameter}", "names no value.");
            }

            foreach (var value in condition.Values.Where(v => !choice.Values.Contains(v)))
            {
                yield return new($"{where}.{condition.Parameter}", FormattableString.Invariant($"'{value}' is not one of its choices."), $"They are {string.Join(", ", choice.Values)}.");
            }
        }
    }
}
