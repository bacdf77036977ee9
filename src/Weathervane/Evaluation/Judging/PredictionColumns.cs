using System.Globalization;

namespace Weathervane.Evaluation.Judging;

/// <summary>Which field of a line is what; -1 where there is no such column.</summary>
/// <param name="Time">When a prediction was made, or for when.</param>
/// <param name="Probability">Of up.</param>
/// <param name="Label">What came of it.</param>
/// <param name="Target">The bar that is predicted, besides the time.</param>
/// <param name="Words">Which column was taken for what.</param>
internal sealed record PredictionColumns(int Time, int Probability, int Label, int Target, string Words)
{
    private static readonly string[] Times =
        ["bar", "time", "timestamp", "datetime", "date", "date_time", "open_time", "bar_time", "known_at", "knownat", "decision_time", "ts", "t", "index", "target"];

    private static readonly string[] Probabilities =
        ["probability", "prob", "p_up", "prob_up", "probability_up", "up_probability", "y_proba", "y_prob", "proba", "p", "p1", "prob_1", "proba_1", "score", "y_score", "y_hat", "yhat", "forecast", "prediction", "pred", "y_pred"];

    // No 'direction': beside a probability that is as often what was said as what came of it, as in what 'vane predict' writes.
    private static readonly string[] Labels = ["label", "y", "target", "y_true", "actual", "truth", "true_label", "outcome"];

    private static readonly (string Name, PredictionTime Means)[] Meanings =
        [("bar", PredictionTime.Bar), ("bar_time", PredictionTime.Bar), ("open_time", PredictionTime.Bar), ("known_at", PredictionTime.KnownAt), ("knownat", PredictionTime.KnownAt), ("target", PredictionTime.Target)];

    /// <summary>What the model had to do with the row, in the words of <see cref="ForecastPart"/>; -1 where no column says so.</summary>
    internal int Part { get; private init; } = -1;

    /// <summary>The name of the series that the model was trained on; -1 where no column says so, or none says parts.</summary>
    internal int Series { get; private init; } = -1;

    /// <summary>What the times mean, where their column's name says so.</summary>
    internal PredictionTime? Meaning { get; private init; }

    /// <summary>Whether the first line holds names.</summary>
    internal static bool IsHeader(IReadOnlyList<string> fields) => !fields.Any(IsNumber);

    /// <summary>Finds the columns by the names of a header.</summary>
    /// <param name="header">The names.</param>
    /// <param name="row">The first line below: a column called 'target' is a time or a label by what it holds.</param>
    /// <param name="file">The file's name, for problems.</param>
    /// <param name="wanted">The meaning of times that is asked for: a column of that name is then taken before others; null for none.</param>
    /// <param name="isTime">Whether a field is a time.</param>
    /// <exception cref="InputException">There is no probability among the names.</exception>
    internal static PredictionColumns ByName(IReadOnlyList<string> header, IReadOnlyList<string> row, string file, PredictionTime? wanted, Func<string, bool> isTime)
    {
        List<string> names = [.. header.Select(Normalise)];
        var target = names.IndexOf("target");
        var targetIsTime = target >= 0 && target < row.Count && !IsNumber(row[target]) && isTime(row[target]);
        int Find(IEnumerable<string> known) => known.Select(k => names.IndexOf(k)).FirstOrDefault(i => i >= 0, -1);
        var probability = Find(Probabilities);
        var label = Find(Labels.Where(n => n != "target" || !targetIsTime));
        string[] times = [.. Times.Where(n => n != "target" || targetIsTime).OrderByDescending(n => wanted is not null && MeaningOf(n) == wanted)];
        // What pandas writes of an index has no name.
        var isUnnamed = names[0].Length == 0 && !IsNumber(row[0]) && isTime(row[0]);
        var time = Find(times) is var named and >= 0 ? named : isUnnamed ? 0 : -1;
        return probability < 0
            ? throw new InputException(
                file,
                $"no column of the header '{string.Join(",", header)}' is known for a probability.",
                $"Name it one of {string.Join(", ", Probabilities.Take(8))}; times are found as {string.Join(", ", Times.Take(4))}, labels as {string.Join(", ", Labels.Take(4))}.")
            : Parted(new PredictionColumns(time, probability, label, targetIsTime && target != time ? target : -1, Say(i => header[i].Length == 0 ? "column 1, without a name" : $"'{header[i]}'", time, probability, label))
            {
                Meaning = time < 0 ? null : MeaningOf(names[time]),
            });

        // Another program's column of that name may hold anything.
        PredictionColumns Parted(PredictionColumns found) => names.IndexOf("part") is var part and >= 0 && part < row.Count && PartOf(row[part]) is not null
            ? found with { Part = part, Series = names.IndexOf("series") }
            : found;
    }

    /// <summary>Tells the columns by their places where the first line holds numbers: time, probability, label.</summary>
    /// <exception cref="InputException">They cannot be told apart.</exception>
    internal static PredictionColumns ByPlace(IReadOnlyList<string> fields, string file, Func<string, bool> isTime)
    {
        var hasTime = isTime(fields[0]) && !(IsNumber(fields[0]) && double.Parse(fields[0], CultureInfo.InvariantCulture) <= 1);
        var (time, probability, label) = (hasTime, fields.Count) switch
        {
            (true, 2) => (0, 1, -1),
            (true, >= 3) => (0, 1, 2),
            (false, 1) => (-1, 0, -1),
            (false, 2) => (-1, 0, 1),
            _ => throw new InputException(file, $"has no header, and {fields.Count} columns that cannot be told apart.", "Add a header such as time,probability,label."),
        };
        return new PredictionColumns(time, probability, label, -1, Say(i => FormattableString.Invariant($"column {i + 1}"), time, probability, label));
    }

    /// <summary>Null where it is no word for a part.</summary>
    internal static ForecastPart? PartOf(string text) => text.Trim().ToLowerInvariant() switch
    {
        "new" => ForecastPart.New,
        "sealed" => ForecastPart.Sealed,
        "learnt" => ForecastPart.Learnt,
        _ => null,
    };

    private static PredictionTime? MeaningOf(string name) => Array.Find(Meanings, m => m.Name == name) is { Name: not null } found ? found.Means : null;

    private static string Say(Func<int, string> name, int time, int probability, int label) => string.Join(", ", new[] { ("time", time), ("probability", probability), ("label", label) }
        .Where(c => c.Item2 >= 0).Select(c => $"{c.Item1} from {name(c.Item2)}"));

    private static bool IsNumber(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static string Normalise(string name) => name.Trim().Trim('\uFEFF', '"').ToLowerInvariant().Replace(' ', '_').Replace('-', '_').Replace('.', '_');
}
