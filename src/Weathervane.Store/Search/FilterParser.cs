namespace Weathervane.Store.Search;

/// <summary>Reads MLflow's filter language, and beyond it OR, NOT, parentheses, IN and IS NULL everywhere.</summary>
/// <remarks><code>
/// filter    := any
/// any       := all (OR all)*
/// all       := not (AND not)*        a last AND without more is let pass, as MLflow does
/// not       := NOT not | '(' any ')' | condition
/// condition := key sign value | key [NOT] IN '(' value (',' value)* ')' | key LIKE|ILIKE value | key IS [NOT] NULL
/// </code></remarks>
internal sealed class FilterParser
{
    private const int LongestText = 100_000, DeepestNesting = 32, MostConditions = 200;

    private static readonly (string Sign, FilterOperator Operator)[] Signs =
    [
        ("!=", FilterOperator.NotEqual), ("<>", FilterOperator.NotEqual), (">=", FilterOperator.GreaterOrEqual), ("<=", FilterOperator.LessOrEqual),
        ("==", FilterOperator.Equal), ("=", FilterOperator.Equal), (">", FilterOperator.Greater), ("<", FilterOperator.Less),
    ];

    private readonly FilterScanner _scanner;
    private int _depth, _conditions;

    private FilterParser(string text, string where) => _scanner = new FilterScanner(text, where);

    /// <summary>Reads a filter.</summary>
    /// <param name="text">The text; null or empty lets every row pass.</param>
    /// <param name="where">What to call it in an error: "filter".</param>
    /// <returns>null when every row passes.</returns>
    /// <exception cref="InputException">The text cannot be read; the message says where and why.</exception>
    internal static Filter? Parse(string? text, string where = "filter")
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (text.Length > LongestText)
        {
            throw new InputException(where, $"it has {text.Length} characters.", $"At most {LongestText} are allowed.");
        }

        var parser = new FilterParser(text, where);
        if (parser._scanner.AtEnd)
        {
            throw new InputException(where, $"'{text}' is blank.", "Leave it out to ask for everything.");
        }

        var filter = parser.Any();
        return parser._scanner.AtEnd
            ? filter
            : throw parser.Wrong($"{parser._scanner.Rest()} cannot follow here.", "Join conditions with AND or OR.");
    }

    private Filter Any()
    {
        List<Filter> parts = [All()];
        while (_scanner.TakeWord("OR"))
        {
            parts.Add(All());
        }

        return parts.Count == 1 ? parts[0] : new Filter.Any(parts);
    }

    private Filter All()
    {
        List<Filter> parts = [Not()];
        while (_scanner.TakeWord("AND") && !_scanner.AtEnd)
        {
            parts.Add(Not());
        }

        return parts.Count == 1 ? parts[0] : new Filter.All(parts);
    }

    private Filter Not()
    {
        if (++_depth > DeepestNesting)
        {
            throw Wrong($"it is nested more than {DeepestNesting} deep.", "Write it flatter.");
        }

        Filter filter;
        if (_scanner.TakeWord("NOT"))
        {
            filter = new Filter.Not(Not());
        }
        else if (_scanner.TakeSign("("))
        {
            filter = Any();
            Expect(")");
        }
        else
        {
            filter = Condition();
        }

        _depth--;
        return filter;
    }

    private Filter.Compare Condition()
    {
        if (++_conditions > MostConditions)
        {
            throw Wrong($"it has more than {MostConditions} conditions.", "Use IN for a list of values.");
        }

        var key = _scanner.ReadKey();
        foreach (var (sign, comparison) in Signs)
        {
            if (_scanner.TakeSign(sign))
            {
                return new Filter.Compare(key, comparison, [_scanner.ReadValue()]);
            }
        }

        if (_scanner.TakeWord("IS"))
        {
            var not = _scanner.TakeWord("NOT");
            return _scanner.TakeWord("NULL")
                ? new Filter.Compare(key, not ? FilterOperator.IsNotNull : FilterOperator.IsNull, [])
                : throw Wrong($"{_scanner.Rest()} follows IS.", "Write IS NULL or IS NOT NULL.");
        }

        var negated = _scanner.TakeWord("NOT");
        if (_scanner.TakeWord("IN"))
        {
            return new Filter.Compare(key, negated ? FilterOperator.NotIn : FilterOperator.In, List());
        }

        return !negated && _scanner.TakeWord("LIKE") ? new Filter.Compare(key, FilterOperator.Like, [_scanner.ReadValue()])
            : !negated && _scanner.TakeWord("ILIKE") ? new Filter.Compare(key, FilterOperator.ILike, [_scanner.ReadValue()])
            : throw Wrong($"{_scanner.Rest()} stands where a comparison should.", "Use =, !=, <, <=, >, >=, LIKE, ILIKE, IN (...) or IS NULL.");
    }

    private List<FilterValue> List()
    {
        Expect("(");
        List<FilterValue> values = [_scanner.ReadValue()];
        while (_scanner.TakeSign(","))
        {
            values.Add(_scanner.ReadValue());
        }

        Expect(")");
        return values;
    }

    private void Expect(string sign)
    {
        if (!_scanner.TakeSign(sign))
        {
            throw Wrong($"{_scanner.Rest()} stands where '{sign}' should.", "Balance the parentheses.");
        }
    }

    private InputException Wrong(string what, string remedy) => _scanner.Wrong(_scanner.Place, what, remedy);
}
