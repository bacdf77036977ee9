using System.Data.Common;
using System.Globalization;
using System.Text;
using Dapper;
using Weathervane.Store.Models;
using Weathervane.Store.Sql.Sqlite;

namespace Weathervane.Store.Search;

/// <summary>Turns a search into SQL that SQLite and PostgreSQL both run. Every value of the caller is a parameter.</summary>
/// <param name="schema">What may be named, and where it is.</param>
/// <param name="probe">Where indexes by value are asked how few rows a condition leaves; null asks none.</param>
internal sealed class SearchSql(SearchSchema schema, DbConnection? probe = null)
{
    // A condition that leaves no more than these is where a search starts, or one row in so many as the walk goes through where that is fewer. One that leaves more is met soon
    // by going through the rows in order.
    private const int Few = 2000;

    // Of all rows one in so many is looked at in the order asked for, before all that pass are sorted instead: where few of them pass, the walk would be the longer way.
    // A row of the walk costs two to three times one of the sort (SQLite, 100,000 runs), so one in ten in vain adds a quarter.
    // A filter that is not met from few leaves more than one in ten, so a page of 100 lies within some 1,000 rows of the walk; where the order runs a little against it, within twice as many.
    private const int WalkPart = 10, ShortestWalk = 2_000, LongestWalk = 20_000;

    // In a small store fewer rows are few.
    private const int FewestFew = 500;

    // And where all that pass are sorted, a condition that leaves no more than one row in so many is where that starts.
    private const int SortPart = 8;

    // Each key to sort by is a query of its own for every row.
    private const int MostOrders = 100;

    // Longer lists of numbers are one parameter.
    private const int MostSingly = 100;

    /// <summary>The values of the statement, by name; a search may add its own.</summary>
    internal DynamicParameters Parameters { get; } = new();

    /// <summary>After <see cref="Of"/> or <see cref="Passing"/>: whether a condition of it gives a short list of rows, which no other index must come before.</summary>
    internal bool StartsFromFew { get; private set; }

    private int _count;
    private long? _rows;
    private int? _fewMost;
    private bool _sorts, _lists;
    private readonly Dictionary<Filter, FewRows?> _looked = new(ReferenceEqualityComparer.Instance);

    /// <summary>All of a search that follows the caller's own conditions: its filter, order and page.</summary>
    /// <exception cref="InputException">The filter, an order or the page's token cannot be read.</exception>
    internal string Of(SearchQuery query)
    {
        if (query.OrderBy.Count > MostOrders)
        {
            throw new InputException("order_by", $"it has {query.OrderBy.Count} keys.", $"At most {MostOrders} are allowed.");
        }

        var orders = query.OrderBy.Select(Order.Parse).ToList();
        var filter = Plain(FilterParser.Parse(query.Filter));
        var where = Where(filter);
        var text = $"{where} ORDER BY {OrderBy(orders)} {Slice(query)}";
        if (probe is not null && !_sorts && !StartsFromFew && orders.Count > 0 && schema.ColumnOf(orders[0].Key, sorting: true) is null)
        {
            InOrder = Driven(schema.TableOf(orders[0].Key), orders, filter, where);
        }

        return text;
    }

    /// <summary>After <see cref="Of"/>: the same search through an index that has the rows in the order asked for, so that a page ends it.
    /// It leaves out rows that lack the value sorted by, or come late in the order, so only a whole page of it is the answer, unless it is whole:
    /// then the filter bounds the value, and the walk reaches all that lies within. Null where no index has the order.</summary>
    internal (string Rows, string Condition, bool IsWhole)? InOrder { get; private set; }

    /// <summary>The same search as <see cref="Of"/>, where its rows in the order asked for came to no page: all that pass are sorted.</summary>
    /// <exception cref="InputException">The filter, an order or the page's token cannot be read.</exception>
    internal static SearchSql Sorting(SearchSchema schema, DbConnection probe)
    {
        var search = new SearchSql(schema, probe);
        (search._fewMost, search._sorts) = ((int)Math.Max(Few, search.AllRows / SortPart), true);
        return search;
    }

    /// <summary>The same search as <see cref="Of"/>, where its walk came to no page and no condition leaves few rows: a walk through all rows, in which conditions on
    /// numbers are lists made once, not values looked up for each row. Null where the filter has any other.</summary>
    /// <remarks>Where the order runs against the condition most of the walk is in vain, and a row in a list is a tenth of a look-up (PostgreSQL, 100,000 runs).</remarks>
    /// <exception cref="InputException">The filter, an order or the page's token cannot be read.</exception>
    internal static SearchSql? Walking(SearchSchema schema, DbConnection probe, SearchQuery query)
    {
        var search = new SearchSql(schema, probe) { _lists = true };
        // Any other condition might leave nothing of what the lists hold, and the walk would be in vain.
        return Plain(FilterParser.Parse(query.Filter)) is { } filter && search.IsListed(filter) ? search : null;
    }

    /// <summary>A filter alone, for counting.</summary>
    /// <exception cref="InputException">The filter cannot be read.</exception>
    internal string Passing(string filter) => Where(Plain(FilterParser.Parse(filter)));

    /// <summary>The condition that a column holds one of these numbers.</summary>
    /// <remarks>A parameter for each is looked up among all of them, and there may be no more than 32,766: a long list is one parameter. A short one tells the planner how long it is.</remarks>
    internal string OneOf(string column, IReadOnlyCollection<long> numbers, DbConnection connection)
    {
        var distinct = numbers.Distinct().ToList();
        if (distinct.Count == 0)
        {
            // The list that Dapper makes of none is of texts, which PostgreSQL compares with no number.
            return "1 = 0";
        }

        if (distinct.Count <= MostSingly)
        {
            Parameters.Add("numbers", distinct);
            return $"{column} IN @numbers";
        }

        var isFile = connection is PreparingConnection;
        var listed = Listed(distinct);
        Parameters.Add("numbers", isFile ? $"[{listed}]" : listed);
        return isFile ? $"{column} IN (SELECT value FROM json_each(@numbers))" : $"{column} = ANY(CAST(string_to_array(@numbers, ',') AS bigint[]))";
    }

    /// <summary>Numbers in the order given: <c>3,1,2</c>.</summary>
    internal static string Listed(IEnumerable<long> numbers) => string.Join(',', numbers.Select(n => n.ToString(CultureInfo.InvariantCulture)));

    /// <summary>The condition as SQL; "1 = 1" where every row passes.</summary>
    private string Where(Filter? filter) => filter switch
    {
        null => "1 = 1",
        Filter.All all => All(all.Parts),
        Filter.Any any => FewOf(any) is { } few ? StartingFrom(few) : Aside(() => Joined(any.Parts, " OR ")),
        Filter.Not not => FewOf(not) is { } few ? StartingFrom(few) : Aside(() => $"NOT {Where(not.Part)}"),
        Filter.Compare compare => FewOf(compare) is { } few ? StartingFrom(few) : Condition(compare),
        _ => throw new InvalidOperationException($"No SQL is known for {filter}."),
    };

    /// <summary>What follows ORDER BY: the keys asked for, with what has no value last, then the schema's own order.</summary>
    private string OrderBy(IEnumerable<Order> orders)
    {
        var text = new StringBuilder();
        foreach (var order in orders)
        {
            // Said only where it matters: an index in the order asked for is not seen behind it.
            var last = schema.ColumnOf(order.Key, sorting: true) is { MayLack: false } ? "" : " NULLS LAST";
            text.Append(Sorted(order.Key)).Append(Direction(order)).Append(last).Append(", ");
        }

        return text.Append(schema.DefaultOrder).ToString();
    }

    private (string Rows, string Condition, bool IsWhole)? Driven(ValueTable table, List<Order> orders, Filter? filter, string where)
    {
        if (table.Index is not { } index)
        {
            return null;
        }

        // Where the filter bounds the value that is sorted by, the walk begins at the bound.
        var bounds = string.Concat(Required(filter).Where(c => IsBound(c, table, orders[0].Key)).Select(c => $" AND {Comparison(index.Value, table.Kind, c)}"));
        var (valued, direction) = ($"{table.Key} = @{Add(orders[0].Key.Name)}{Number(table)}{bounds}", Direction(orders[0]));
        var end = _lists ? null : probe!.ExecuteScalar<object?>($"SELECT {index.Value} FROM {index.Rows} WHERE {valued} ORDER BY {index.Value}{direction} LIMIT 1 OFFSET {Math.Clamp(AllRows / WalkPart, ShortestWalk, LongestWalk)}", Parameters);
        var within = end is { } last ? $" AND {index.Value} {(orders[0].Ascending ? "<=" : ">=")} @{Add(last)}" : "";
        // An index of first letters has those that begin alike in any order.
        var beyond = index.Letters is null ? "" : $"{table.Value}{direction}, ";
        // Conditions name the index's row and not the one searched for: SQLite then looks that up for rows that pass alone, which is most of the work.
        return (
            Outer(index.Rows),
            $"{Outer(valued + within)} AND {Outer(index.Owner)} = {index.Searched} AND {where.Replace(index.Searched, Outer(index.Owner), StringComparison.Ordinal)} "
            + $"ORDER BY {Outer(index.Value)}{direction}, {Outer(beyond)}{OrderBy(orders.Skip(1))} LIMIT @limit OFFSET @offset",
            bounds.Length > 0 && end is null);
    }

    // Conditions within have rows of the same table under its own short name. The text is the schema's alone; values are parameters.
    private static string Outer(string sql) => sql.EndsWith(" v", StringComparison.Ordinal) ? sql[..^1] + "o" : sql.Replace("v.", "o.", StringComparison.Ordinal);

    /// <summary>The comparisons that every row found has passed.</summary>
    private static IEnumerable<Filter.Compare> Required(Filter? filter) => filter switch
    {
        Filter.Compare compare => [compare],
        Filter.All all => all.Parts.SelectMany(Required),
        _ => [],
    };

    private bool IsBound(Filter.Compare compare, ValueTable table, FilterKey key) =>
        table.Kind == ValueKind.Number && compare.Key.Name == key.Name && schema.ColumnOf(compare.Key, sorting: false) is null && schema.TableOf(compare.Key) == table
        && (IsRange(compare) || compare.Operator is FilterOperator.Equal);

    private static bool IsRange(Filter.Compare compare) =>
        compare.Operator is FilterOperator.Less or FilterOperator.LessOrEqual or FilterOperator.Greater or FilterOperator.GreaterOrEqual;

    private static string Direction(Order order) => order.Ascending ? " ASC" : " DESC";

    /// <summary>LIMIT and OFFSET for one row more than the page holds, which tells whether another page follows.</summary>
    private string Slice(SearchQuery query)
    {
        Parameters.Add("limit", query.Limit + 1);
        Parameters.Add("offset", PageToken.Read(query) + query.Offset);
        return "LIMIT @limit OFFSET @offset";
    }

    // A part that a row may pass by another way, or must fail, leaves no few rows to start from.
    private string Aside(Func<string> part)
    {
        var before = StartsFromFew;
        var text = part();
        StartsFromFew = before;
        return text;
    }

    /// <summary>The same condition, with every NOT at a comparison: one that leaves few rows is seen there.</summary>
    private static Filter? Plain(Filter? filter, bool not = false) => filter switch
    {
        null => null,
        Filter.Not inner => Plain(inner.Part, !not),
        Filter.All all when not => new Filter.Any([.. all.Parts.Select(p => Plain(p, not)!)]),
        Filter.All all => new Filter.All([.. all.Parts.Select(p => Plain(p)!)]),
        Filter.Any any when not => new Filter.All([.. any.Parts.Select(p => Plain(p, not)!)]),
        Filter.Any any => new Filter.Any([.. any.Parts.Select(p => Plain(p)!)]),
        _ => not ? new Filter.Not(filter) : filter,
    };

    private string All(IReadOnlyList<Filter> parts)
    {
        var (few, others) = (new List<FewRows>(), new List<Filter>());
        foreach (var part in parts)
        {
            if (FewOf(part) is { } rows)
            {
                few.Add(rows);
            }
            else
            {
                others.Add(part);
            }
        }

        if (few.Count == 0)
        {
            return Joined(parts, " AND ");
        }

        // One list of those in all of them: PostgreSQL goes through the second list once for each row of the first.
        var start = StartingFrom(few);
        return others.Count == 0 ? start : $"({start} AND {Joined(others, " AND ")})";
    }

    private string Joined(IReadOnlyList<Filter> parts, string word) => $"({string.Join(word, parts.Select(Where))})";

    private string Condition(Filter.Compare compare)
    {
        if (schema.ColumnOf(compare.Key, sorting: false) is { } column)
        {
            compare = column.IsModelName ? compare with { Values = [.. compare.Values.Select(v => v with { Text = AsKept(compare.Operator, v.Text) })] } : compare;
            return compare.Operator is FilterOperator.IsNull ? $"{column.Sql} IS NULL"
                : compare.Operator is FilterOperator.IsNotNull ? $"{column.Sql} IS NOT NULL"
                : $"coalesce({Comparison(column.Sql, column.Kind, compare)}, 1 = 0)";
        }

        var table = schema.TableOf(compare.Key);
        var (key, value) = Place(table, compare.Key);
        if (_lists && IsListed(compare))
        {
            // Behind coalesce it stays a list: PostgreSQL would make a join of it, and look values up again.
            var index = table.Index!;
            return $"coalesce({index.Searched} IN (SELECT {index.Owner} FROM {index.Rows} WHERE {table.Key} = @{Add(compare.Key.Name)}{Number(table)} AND {Comparison(value, table.Kind, compare)}), 1 = 0)";
        }

        return compare.Operator switch
        {
            FilterOperator.IsNull => $"NOT EXISTS (SELECT 1 FROM {table.From}{key})",
            FilterOperator.IsNotNull => $"EXISTS (SELECT 1 FROM {table.From}{key})",
            FilterOperator.NotEqual when table.MissingIsUnequal.Contains(compare.Key.Name) =>
                $"NOT EXISTS (SELECT 1 FROM {table.From}{key} AND {Comparison(value, table.Kind, compare with { Operator = FilterOperator.Equal })})",
            FilterOperator.NotEqual when table.IsNaN is { } nan =>
                $"EXISTS (SELECT 1 FROM {table.From}{key} AND ({nan} OR {Comparison(value, table.Kind, compare)}))",
            _ => $"EXISTS (SELECT 1 FROM {table.From}{key} AND {(table.IsNaN is { } nan ? $"NOT ({nan}) AND " : "")}{Comparison(value, table.Kind, compare)})",
        };
    }

    private bool IsListed(Filter filter) => filter switch
    {
        Filter.Compare compare => IsListed(compare),
        Filter.All all => all.Parts.All(IsListed),
        _ => false,
    };

    /// <summary>Whether a whole index of numbers holds the rows that pass a comparison.</summary>
    private bool IsListed(Filter.Compare compare) =>
        schema.ColumnOf(compare.Key, sorting: false) is null && schema.TableOf(compare.Key) is { Kind: ValueKind.Number, Index.Letters: null } && (IsRange(compare) || compare.Operator is FilterOperator.Equal);

    private string StartingFrom(params IReadOnlyList<FewRows> few)
    {
        StartsFromFew = true;
        // The limit leaves nothing out. It tells PostgreSQL, whose statistics know no key's values from another's, that there are few.
        return few is [var one]
            ? $"{one.Searched} IN ({one.Rows} LIMIT {FewMost * one.Lists})"
            : $"{few[0].Searched} IN ({string.Join(" INTERSECT ", few.Select(f => $"SELECT * FROM ({f.Rows} LIMIT {FewMost * f.Lists}) AS few"))})";
    }

    /// <summary>The rows that pass as a short list that indexes give; null where they give none, or many.</summary>
    private FewRows? FewOf(Filter filter)
    {
        if (probe is null)
        {
            return null;
        }

        if (!_looked.TryGetValue(filter, out var few))
        {
            _looked.Add(filter, few = LookFor(filter));
        }

        return few;
    }

    private FewRows? LookFor(Filter filter) => filter switch
    {
        Filter.Compare compare => schema.ColumnOf(compare.Key, sorting: false) is { } column ? FewOf(column, compare) : FewOf(schema.TableOf(compare.Key), compare),
        Filter.Any any => Together(any.Parts),
        Filter.Not { Part: Filter.Compare compare } => FewWithout(compare),
        _ => null,
    };

    private FewRows? Together(IReadOnlyList<Filter> parts)
    {
        var lists = new List<FewRows>(parts.Count);
        foreach (var part in parts)
        {
            if (FewOf(part) is not { } few)
            {
                return null;
            }

            lists.Add(few);
        }

        var count = lists.Sum(l => l.Count);
        return count > FewMost ? null : new FewRows(lists[0].Searched, string.Join(" UNION ALL ", lists.Select(l => l.Rows)), count, lists.Sum(l => l.Lists));
    }

    /// <summary>The rows that do not pass a comparison with a number: where each row has a number of this key, those that pass the opposite one.</summary>
    private FewRows? FewWithout(Filter.Compare compare)
    {
        FilterOperator? opposite = compare.Operator switch
        {
            FilterOperator.Less => FilterOperator.GreaterOrEqual,
            FilterOperator.LessOrEqual => FilterOperator.Greater,
            FilterOperator.Greater => FilterOperator.LessOrEqual,
            FilterOperator.GreaterOrEqual => FilterOperator.Less,
            _ => null,
        };
        if (opposite is null || schema.ColumnOf(compare.Key, sorting: false) is not null)
        {
            return null;
        }

        var table = schema.TableOf(compare.Key);
        return FewOf(table, compare with { Operator = opposite.Value }) is { } few && table.Index is { } index
            && probe!.ExecuteScalar<bool>(
                $"SELECT (SELECT count(*) FROM {index.Rows} WHERE {table.Key} = @{Add(compare.Key.Name)}{Number(table)}) = (SELECT count(*) FROM {schema.Table})", Parameters)
            ? few
            : null;
    }

    /// <inheritdoc cref="FewOf(Filter)"/>
    private FewRows? FewOf(ValueTable table, Filter.Compare compare)
    {
        if (table.Index is { } all && probe is not null && compare.Operator == FilterOperator.IsNotNull)
        {
            var with = $"FROM {all.Rows} WHERE {table.Key} = @{Add(compare.Key.Name)}";
            return CountOfFew(with) is { } count ? new FewRows(all.Searched, $"SELECT {all.Owner} {with}", count) : null;
        }

        if (probe is null || table.Index is not { } index || !(IsRange(compare) || compare.Operator is FilterOperator.Equal))
        {
            return null;
        }

        var indexed = index.Letters is null ? compare : compare with { Values = [.. compare.Values.Select(v => v with { Text = First(v.Text, index.Letters.Value) })] };
        var rows = $"FROM {index.Rows} WHERE {table.Key} = @{Add(compare.Key.Name)} AND {Comparison(index.Value, table.Kind, indexed)}";
        return CountOfFew(rows) is { } found
            ? new FewRows(index.Searched, $"SELECT {index.Owner} {rows}{(index.Letters is null ? "" : $" AND {Comparison(table.Value, table.Kind, compare)}")}{Number(table)}", found)
            : null;
    }

    /// <inheritdoc cref="FewOf(Filter)"/>
    private FewRows? FewOf(Column column, Filter.Compare compare)
    {
        var isRange = column.Kind == ValueKind.Number && IsRange(compare);
        if (probe is null || column.Index is not { } index || !(isRange || compare.Operator is FilterOperator.Equal or FilterOperator.In or FilterOperator.Like or FilterOperator.ILike))
        {
            return null;
        }

        var rows = $"FROM {index.Rows} WHERE {index.Always}{Beginning(index.Value, compare)}{Comparison(index.Value, column.Kind, compare)}";
        return CountOfFew(rows) is { } count ? new FewRows(index.Searched, $"SELECT {index.Owner} {rows}", count) : null;
    }

    /// <summary>How many rows there are; null where they are not few.</summary>
    private long? CountOfFew(string rows) =>
        probe!.ExecuteScalar<long>($"SELECT count(*) FROM (SELECT 1 AS one {rows} LIMIT {FewMost + 1}) AS found", Parameters) is var count && count <= FewMost ? count : null;

    private int FewMost => _fewMost ??= (int)Math.Clamp(AllRows / WalkPart, FewestFew, Few);

    /// <summary>About how many rows there are to be searched: as many as SQLite ever numbered, or PostgreSQL counted last.</summary>
    private long AllRows => _rows ??= probe is PreparingConnection
        ? probe.ExecuteScalar<long>($"SELECT coalesce(max(rowid), 0) FROM {schema.Table}")
        : probe!.ExecuteScalar<long>($"SELECT CAST(greatest(reltuples, 0) AS BIGINT) FROM pg_class WHERE oid = '{schema.Table}'::regclass");

    private static string Number(ValueTable table) => table.IsNaN is { } nan ? $" AND NOT ({nan})" : "";

    /// <summary>The stretch of an index in which all texts begin as a pattern of LIKE does; empty where that may be anywhere.</summary>
    private string Beginning(string sql, Filter.Compare compare)
    {
        if (compare.Operator is not FilterOperator.Like)
        {
            return "";
        }

        // Of ASCII alone, and not its last character, which has no next one.
        var pattern = compare.Values[0].Text;
        var length = 0;
        while (length < pattern.Length && pattern[length] is < '\x7F' and not ('%' or '_' or '\\'))
        {
            length++;
        }

        return length == 0 ? "" : $"{sql} >= @{Add(pattern[..length])} AND {sql} < @{Add(pattern[..(length - 1)] + (char)(pattern[length - 1] + 1))} AND ";
    }

    // SQL counts code points where .NET counts UTF-16 units.
    private static string First(string text, int letters) => text.Length <= letters ? text : string.Concat(text.EnumerateRunes().Take(letters));

    private static string AsKept(FilterOperator comparison, string name) =>
        comparison is FilterOperator.Like or FilterOperator.ILike ? ModelName.EncodeSigns(name) : ModelName.Encode(name);

    private string Sorted(FilterKey key)
    {
        if (schema.ColumnOf(key, sorting: true) is { } column)
        {
            return column.Sql;
        }

        var table = schema.TableOf(key);
        if (table.Columns is not null)
        {
            throw new InputException("order_by", $"'{key}' has several values a row.", "Sort by an attribute, a metric, a parameter or a tag.");
        }

        var (where, value) = Place(table, key);
        return $"(SELECT {value} FROM {table.From}{where}{Number(table)} LIMIT 1)";
    }

    private (string Key, string Value) Place(ValueTable table, FilterKey key)
    {
        if (table.Columns is null)
        {
            return ($" AND {table.Key} = @{Add(key.Name)}", table.Value);
        }

        return table.Columns.TryGetValue(key.Name, out var value) ? ("", value) : throw new InputException(
            $"character {key.At}", $"'{key}' is not known.", Spelling.Closest(key.Name, table.Columns.Keys) is { } meant ? $"Did you mean '{key.Entity}.{meant}'?" : $"After {key.Entity}. may follow {string.Join(", ", table.Columns.Keys)}.");
    }

    private string Comparison(string sql, ValueKind kind, Filter.Compare compare) => compare.Operator switch
    {
        FilterOperator.In => $"{sql} IN ({List(kind, compare)})",
        FilterOperator.NotIn => $"{sql} NOT IN ({List(kind, compare)})",
        FilterOperator.Like => $"{sql} LIKE @{Pattern(kind, compare)}",
        FilterOperator.ILike => $"lower({sql}) LIKE lower(@{Pattern(kind, compare)})",
        _ => $"{sql} {Sign(compare, kind)} @{Add(Typed(kind, compare, compare.Values[0]))}",
    };

    private string List(ValueKind kind, Filter.Compare compare) => string.Join(", ", compare.Values.Select(v => "@" + Add(Typed(kind, compare, v))));

    private string Pattern(ValueKind kind, Filter.Compare compare) => kind == ValueKind.Text && compare.Values[0].Quoted
        ? Add(compare.Values[0].Text)
        : throw new InputException(
            $"character {compare.Key.At}", $"{compare.Key} is compared by LIKE with {compare.Values[0]}.", "LIKE needs a text value and a pattern in quotes, such as 'btc%'.");

    private static string Sign(Filter.Compare compare, ValueKind kind) => compare.Operator switch
    {
        FilterOperator.Equal => "=",
        FilterOperator.NotEqual => "<>",
        _ when kind == ValueKind.Text => throw new InputException(
            $"character {compare.Key.At}", $"{compare.Key} is a text, and texts have no order here.", "Use =, !=, LIKE, ILIKE or IN."),
        FilterOperator.Less => "<",
        FilterOperator.LessOrEqual => "<=",
        FilterOperator.Greater => ">",
        _ => ">=",
    };

    private static object Typed(ValueKind kind, Filter.Compare compare, FilterValue value)
    {
        if (kind == ValueKind.Text)
        {
            return value.Quoted ? value.Text : throw new InputException(
                $"character {compare.Key.At}", $"{compare.Key} is a text, and {value} is not in quotes.", $"Write '{value.Text}'.");
        }

        if ((value.Quoted && kind == ValueKind.Number) || !double.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || double.IsNaN(number))
        {
            throw new InputException($"character {compare.Key.At}", $"{compare.Key} is a number, and {value} is none.", "Write a number without quotes.");
        }

        return number;
    }

    private string Add(object value)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"f{_count++}");
        Parameters.Add(name, value);
        return name;
    }

    /// <summary>A short list of rows.</summary>
    /// <param name="Searched">The column of the searched rows that it holds.</param>
    /// <param name="Rows">SQL that gives it.</param>
    /// <param name="Count">How many rows it holds; those of several lists may stand in more than one.</param>
    /// <param name="Lists">How many lists it is put together from; none is longer than <see cref="FewMost"/>.</param>
    private readonly record struct FewRows(string Searched, string Rows, long Count, int Lists = 1);
}
