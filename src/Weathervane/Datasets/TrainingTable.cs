using Weathervane.Features;
using Weathervane.Features.Tables;
using Weathervane.Labels;

namespace Weathervane.Datasets;

/// <summary>Which columns of a table are the label, the weights, and nothing of interest; all others are features.</summary>
public sealed record TableColumns
{
    /// <summary>The column of the label.</summary>
    public required string Label { get; init; }

    /// <summary>The column of the sample weights; null for equal ones.</summary>
    public string? Weights { get; init; }

    /// <summary>Columns that are passed over.</summary>
    public IReadOnlyList<string> Drop { get; init; } = [];

    /// <summary>Whether the label is any finite number instead of 0 or 1.</summary>
    public bool AnyLabel { get; init; }
}

/// <summary>Reads rows to learn from out of any table of numbers.</summary>
public static class TrainingTable
{
    private const int RowsMin = 2, Shown = 5;

    /// <summary>What pandas calls a column without a name when it writes it again.</summary>
    private const string Unnamed = "Unnamed: 0";

    /// <summary>Reads a table, .csv or .csv.gz with a header; an empty cell of a feature is missing (NaN).</summary>
    /// <remarks>Leading columns without a name (or pandas' <c>Unnamed: 0</c>) that only number the rows are no features, which is noted: a number of the row
    /// would tell the learner where in the file it stood.</remarks>
    /// <param name="path">The file.</param>
    /// <param name="columns">What its columns are.</param>
    /// <param name="features">[columns] features of a table read before, of which these are further rows: wanted in that order, and one row or one
    /// class will do; null for all columns that are nothing else.</param>
    /// <param name="options">Threads, progress, cancellation.</param>
    /// <exception cref="InputException">Columns are missing, cells are no numbers, labels or weights are not what they must be, there are fewer than
    /// 2 rows, or 0/1 labels of one kind only; all problems of the header, else all of the cells, else all of the rows at once.</exception>
    public static Dataset Read(string path, TableColumns columns, IReadOnlyList<string>? features = null, TableReadOptions? options = null)
    {
        string[] apart = columns.Weights is { } weights ? [columns.Label, weights] : [columns.Label];
        var table = FeatureTable.Read(path, header => [.. Features(path, header, columns, features), .. apart], options);
        var (labels, count) = (table.Column(table.Columns - apart.Length).ToArray(), table.Columns - apart.Length);
        var rowWeights = columns.Weights is null ? null : table.Column(table.Columns - 1).ToArray();
        var problems = new List<InputProblem>();
        var skip = features is null ? LeadingIndexes(table, count) : 0;
        if (skip == count)
        {
            problems.Add(new(path, $"has no feature left: '{table.Names[0]}' only numbers the rows."));
        }
        else if (skip > 0)
        {
            var which = skip == 1 ? "first column, which has no name and only numbers the rows, is" : $"first {skip} columns, which have no name and only number the rows, are";
            options?.Note?.Invoke($"{path}: the {which} left out; name it in the header to keep it.");
        }

        CheckLabels(path, columns, labels, rowWeights, features is null, problems);
        CheckWeights(path, columns, rowWeights, problems);
        return problems.Count == 0
            ? new Dataset(table.SliceColumns(skip, count - skip), labels, [.. Enumerable.Range(0, labels.Length).Select(i => new LabelSpan(i, i))], rowWeights)
            : throw new InputException(problems);
    }

    private static IEnumerable<string> Features(string path, IReadOnlyList<string> header, TableColumns columns, IReadOnlyList<string>? wanted)
    {
        var problems = new List<InputProblem>();
        string[] other = [columns.Label, .. columns.Weights is { } weights ? [weights] : Array.Empty<string>(), .. wanted is null ? columns.Drop : []];
        problems.AddRange(other.Concat(wanted ?? []).Except(header).Select(name => new InputProblem(path, $"has no column '{name}'.", Spelling.Remedy(name, header))));
        problems.AddRange(other.GroupBy(n => n).Where(g => g.Count() > 1).Select(
            g => new InputProblem(path, $"cannot use the column '{g.Key}' twice: label, weights and dropped columns must differ.")));
        string[] features = wanted is null ? [.. header.Except(other)] : [.. wanted];
        if (features.Length == 0 && problems.Count == 0)
        {
            problems.Add(new(path, "has no feature left: every column is the label, the weights or dropped."));
        }

        return problems.Count == 0 ? features : throw new InputException(problems);
    }

    /// <summary>How many of the first columns are row numbers without a name, as pandas writes its index; also that of a table of which rows were taken.</summary>
    private static int LeadingIndexes(FeatureMatrix table, int features)
    {
        var leading = 0;
        while (leading < features && (table.Names[leading].Length == 0 || table.Names[leading].StartsWith(Unnamed, StringComparison.Ordinal))
            && NumbersRows(table.Column(leading)))
        {
            leading++;
        }

        return leading;
    }

    private static bool NumbersRows(ReadOnlySpan<double> values)
    {
        var seen = new HashSet<double>(values.Length);
        foreach (var value in values)
        {
            if (!(value >= 0 && Math.Floor(value) == value && seen.Add(value)))
            {
                return false;
            }
        }

        return true;
    }

    private static void CheckLabels(string path, TableColumns columns, double[] labels, double[]? weights, bool training, List<InputProblem> problems)
    {
        if (labels.Length < (training ? RowsMin : 1))
        {
            problems.Add(new(path, $"holds {labels.Length} {(labels.Length == 1 ? "row" : "rows")};", $"at least {(training ? RowsMin : 1)} must be there."));
            return;
        }

        var other = columns.AnyLabel ? null : OtherLabels(path, columns.Label, labels);
        problems.AddRange(other is null ? [] : [other]);
        var allowed = columns.AnyLabel ? "a finite number" : "0 or 1";
        var wrong = Rows(labels, y => columns.AnyLabel ? !double.IsFinite(y) : other is null ? y is not (0 or 1) : double.IsNaN(y));
        problems.AddRange(wrong.Select(i => new InputProblem($"{path}, row {i + 1}", $"the label '{columns.Label}' must be {allowed}, but is {Show(labels[i])}.")));
        if (training && wrong.Count == 0 && other is null && !columns.AnyLabel)
        {
            double[] counting = weights is null ? labels : [.. labels.Where((_, i) => weights[i] != 0)];
            if (counting.Length > 0 && !counting.AsSpan().ContainsAnyExcept(counting[0]))
            {
                var all = weights is null ? $"all {labels.Length} rows" : $"all {counting.Length} rows whose weight is not 0";
                problems.Add(new(path, $"holds one class only: the label '{columns.Label}' is {Show(counting[0])} in {all}.", "Both 0 and 1 are needed."));
            }
        }
    }

    /// <summary>One problem for labels that are of another kind altogether, where a list of rows would not say what to do.</summary>
    private static InputProblem? OtherLabels(string path, string label, double[] labels)
    {
        const int Classes = 2;
        double[] kinds = [.. labels.Where(y => !double.IsNaN(y)).Distinct().Take(Classes + 1).Order()];
        return kinds.Length < Classes || (kinds.Contains(0) && kinds.Contains(1)) ? null
            : kinds.Length == Classes ? new(
                path, $"the label '{label}' must be 0 or 1, but is {Show(kinds[0])} or {Show(kinds[1])}.", $"Write 0 for {Show(kinds[0])} and 1 for {Show(kinds[1])}.")
            : new(
                path, $"the label '{label}' must be 0 or 1, but holds more than {Classes} values, such as {string.Join(", ", kinds.Select(Show))}.",
                "Give the learner the objective of a regression where it has one (objective=regression in lightgbm), or make 0 and 1 of the column.");
    }

    private static void CheckWeights(string path, TableColumns columns, double[]? weights, List<InputProblem> problems)
    {
        if (weights is null)
        {
            return;
        }

        problems.AddRange(Rows(weights, w => !(w >= 0 && double.IsFinite(w))).Select(i => new InputProblem(
            $"{path}, row {i + 1}", $"the weight '{columns.Weights}' must be 0 or more and finite, but is {Show(weights[i])}.")));
        if (weights.Length > 0 && !weights.AsSpan().ContainsAnyExcept(0.0))
        {
            problems.Add(new(path, $"has no row to learn from: the weight '{columns.Weights}' is 0 in all {weights.Length} rows."));
        }
    }

    /// <summary>The first rows with a value that is wrong.</summary>
    private static List<int> Rows(double[] values, Predicate<double> wrong) => [.. Enumerable.Range(0, values.Length).Where(i => wrong(values[i])).Take(Shown)];

    private static string Show(double value) => double.IsNaN(value) ? "missing" : value.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
}
