namespace Weathervane.Store.Search;

/// <summary>What a search may name, and where the tables hold it.</summary>
/// <param name="Attributes">Columns by the name that a filter uses; ids of MLflow first, other spellings after.</param>
/// <param name="Values">Tables of named values, by the entities that lead to them.</param>
/// <param name="DefaultOrder">SQL that sorts when nothing is asked for, and breaks ties otherwise.</param>
internal sealed record SearchSchema(
    IReadOnlyDictionary<string, Column> Attributes, IReadOnlyList<ValueTable> Values, string DefaultOrder)
{
    private static readonly string[] AttributeEntities = ["", "attribute", "attributes", "attr", "run"];

    /// <summary>The table that is searched, where its indexes may be asked.</summary>
    internal string Table { get; init; } = "";

    /// <summary>Attributes that may be sorted by but not filtered by.</summary>
    internal IReadOnlyDictionary<string, Column> SortOnly { get; init; } = new Dictionary<string, Column>();

    /// <summary>The column that a key names; null where it names a value table.</summary>
    /// <exception cref="InputException">There is no such attribute or entity.</exception>
    internal Column? ColumnOf(FilterKey key, bool sorting)
    {
        if (!AttributeEntities.Contains(key.Entity))
        {
            return null;
        }

        return Attributes.GetValueOrDefault(key.Name) ?? (sorting ? SortOnly.GetValueOrDefault(key.Name) : null) ?? throw new InputException(
            $"character {key.At}", $"there is no attribute '{key.Name}'.",
            $"Attributes: {string.Join(", ", Attributes.Keys.Concat(sorting ? SortOnly.Keys : []))}.{OtherEntities()}");
    }

    internal ValueTable TableOf(FilterKey key) => Values.FirstOrDefault(t => t.Entities.Contains(key.Entity)) ?? throw new InputException(
        $"character {key.At}", $"'{key.Entity}' is no kind of value.", $"Kinds: {string.Join(", ", Values.Select(t => t.Entities[0]))}, attributes.");

    private string OtherEntities() => Values.Count == 0 ? "" : $" Other values begin with {string.Join(", ", Values.Select(t => t.Entities[0] + "."))}";
}

/// <summary>A column that a filter may name.</summary>
/// <param name="Sql">The expression.</param>
/// <param name="Kind">What it is compared with.</param>
/// <param name="IsModelName">Whether it holds model names, which are kept in an encoded form.</param>
/// <param name="MayLack">Whether a row may have none: then it is sorted last.</param>
internal sealed record Column(string Sql, ValueKind Kind, bool IsModelName = false, bool MayLack = false)
{
    /// <summary>An index by it; null where there is none, or the rows are few.</summary>
    internal ValueIndex? Index { get; init; }
}

/// <summary>A table that holds values by key, one row each.</summary>
/// <param name="Entities">What a filter may write before the dot; the first is shown in errors.</param>
/// <param name="From">The table and its join to the searched row: <c>tags v WHERE v.run_id = r.run_id</c>.</param>
/// <param name="Key">SQL that compares the key with @KEY.</param>
/// <param name="Value">The value's column; where the key itself chooses a column, null.</param>
/// <param name="Kind">What it is compared with.</param>
internal sealed record ValueTable(IReadOnlyList<string> Entities, string From, string Key, string Value, ValueKind Kind)
{
    /// <summary>Columns that the name after the dot chooses among, instead of a key that is compared.</summary>
    internal IReadOnlyDictionary<string, string>? Columns { get; init; }

    /// <summary>Keys for which a row without the value counts as unequal: MLflow's clients ask so for models that are no prompts.</summary>
    internal IReadOnlyList<string> MissingIsUnequal { get; init; } = [];

    /// <summary>A condition under which <see cref="Value"/> is NaN, which equals nothing.</summary>
    internal string? IsNaN { get; init; }

    /// <summary>How rows are found by their value; null where no index leads from a value to its row.</summary>
    internal ValueIndex? Index { get; init; }
}

/// <summary>An index by value, or by key and value.</summary>
/// <param name="Rows">The table, as <see cref="ValueTable.From"/> names it: <c>tags v</c>.</param>
/// <param name="Owner">Its column that says whose value it is.</param>
/// <param name="Searched">The column of the searched rows that it refers to.</param>
/// <param name="Value">What the index holds of the value.</param>
/// <param name="Letters">How many letters of a text the index holds; null is the whole value.</param>
internal sealed record ValueIndex(string Rows, string Owner, string Searched, string Value, int? Letters = null)
{
    /// <summary>What always holds, and leads into the index.</summary>
    internal string Always { get; init; } = "";
}

/// <summary>What a column or value is compared with.</summary>
internal enum ValueKind
{
    /// <summary>A text in quotes.</summary>
    Text,

    /// <summary>A number without quotes.</summary>
    Number,

    /// <summary>A number with or without quotes.</summary>
    LooseNumber,
}
