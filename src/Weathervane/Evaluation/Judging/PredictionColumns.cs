using System.Globalization;

namespace Weathervane.Evaluation.Judging;

/// <summary>Which field of a line is what; -1 where there is no such column.</summary>
internal sealed record PredictionColumns(int Time, int Probability, int Label, string Words, bool HasHeader)
{
    private static readonly string[] Times =
        ["time", "timestamp", "datetime", "date", "date_time", "open_time", "bar_time", "known_at", "knownat", "decision_time", "ts", "t", "index"];

    private static readonly string[] Probabilities =
        ["probability", "prob", "p_up", "prob_up", "probability_up", "up_probability", "y_proba", "y_prob", "proba", "p", "p1", "prob_1", "proba_1", "score", "y_score", "y_hat", "yhat", "forecast", "prediction", "pred", "y_pred"];

    private static readonly string[] Labels = ["label", "y", "target", "y_true", "actual", "truth", "true_label", "outcome", "direction"];

    /// <summary>Finds the columns by their names, or by their places where the first line holds numbers.</summary>
    /// <exception cref="InputException">There is no probability among the names.</exception>
    internal static PredictionColumns Of(IReadOnlyList<string> fields, string file, Func<string, bool> isTime)
    {
        if (fields.Any(IsNumber))
        {
            return ByPlace(fields, file, isTime);
        }

        List<string> names = [.. fields.Select(Normalise)];
        int Find(string[] known) => known.Select(k => names.IndexOf(k)).FirstOrDefault(i => i >= 0, -1);
        var (time, probability, label) = (Find(Times), Find(Probabilities), Find(Labels));
        return probability < 0
            ? throw new InputException(
                file,
                $"no column of the header '{string.Join(",", fields)}' is known for a probability.",
                $"Name it one of {string.Join(", ", Probabilities.Take(8))}; times are found as {string.Join(", ", Times.Take(4))}, labels as {string.Join(", ", Labels.Take(4))}.")
            : new PredictionColumns(time, probability, label, Say(i => $"'{fields[i]}'", time, probability, label), true);
    }

    private static PredictionColumns ByPlace(IReadOnlyList<string> fields, string file, Func<string, bool> isTime)
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
        return new PredictionColumns(time, probability, label, Say(i => FormattableString.Invariant($"column {i + 1}"), time, probability, label), false);
    }

    private static string Say(Func<int, string> name, int time, int probability, int label) => string.Join(", ", new[] { ("time", time), ("probability", probability), ("label", label) }
        .Where(c => c.Item2 >= 0).Select(c => $"{c.Item1} from {name(c.Item2)}"));

    private static bool IsNumber(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static string Normalise(string name) => name.Trim().Trim('\uFEFF', '"').ToLowerInvariant().Replace(' ', '_').Replace('-', '_').Replace('.', '_');
}
