using Weathervane.Monitoring.Autoregression;
using Weathervane.Monitoring.DriftTests;

namespace Weathervane.Monitoring.Drift;

/// <summary>Everything that is wrong with a reference that came from outside.</summary>
internal static class ReferenceProblems
{
    private const int BinsMax = 100;

    internal static List<InputProblem> Of(DriftReference reference, string name)
    {
        var problems = new List<InputProblem>();
        Refuse(reference.Columns is not { Count: > 0 }, name, "has no columns.");
        Refuse(reference.Columns is { } all && all.Where(c => c is not null).DistinctBy(c => (c.Name, c.Kind)).Count() != all.Count, name, "has a column twice, or none.");
        if (problems.Count > 0)
        {
            return problems;
        }

        foreach (var column in reference.Columns!)
        {
            var where = $"{name}, column {column.Name}";
            if (column.Edges is null || column.Shares is null || column.Points is null || column.Deciles is null || column.Memory is null || column.Own is null)
            {
                problems.Add(new InputProblem(where, "lacks a list."));
                continue;
            }

            var bins = column.Shares.Length;
            Refuse(column.Rows < 0 || column.Missing < 0, where, "has a negative number of rows.");
            Refuse(bins == 1 || bins > BinsMax || column.Points.Length != bins || column.Edges.Length != Math.Max(0, bins - 1), where, "has lists whose lengths do not fit.");
            Refuse(!Rises(column.Edges) || !Rises(column.Points) || !Rises(column.Deciles) || column.Deciles.Length > 9, where, "has edges that do not rise.");
            Refuse(bins > 1 && !(column.Shares.All(s => s is > 0 and < 1) && Math.Abs(column.Shares.Sum() - 1) < 1e-9), where, "has shares whose sum is not 1.");
            Refuse(bins > 1 && !(column.Deviation > 0), where, "has moved without a standard deviation.");
            Refuse(column.Memory.Length > AutoregressiveFit.OrderMax || column.Memory.Any(k => !(Math.Abs(k) < 1)), where, "has partial autocorrelations outside (-1, 1).");
            Refuse(
                column.Own.Any(o => o?.Scores is null || o.Rows < 1 || DriftTestCatalog.All.Any(t => !(o.Scores.GetValueOrDefault(t.Name, double.NaN) >= 0))),
                where, "lacks the scores of a test.");
        }

        return problems;

        void Refuse(bool isWrong, string where, string what)
        {
            if (isWrong)
            {
                problems.Add(new InputProblem(where, what, "Make the reference again."));
            }
        }
    }

    private static bool Rises(double[] values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]) || (i > 0 && values[i] <= values[i - 1]))
            {
                return false;
            }
        }

        return true;
    }
}
