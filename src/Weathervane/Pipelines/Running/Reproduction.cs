using System.Globalization;
using System.Security.Cryptography;
using Weathervane.Evaluation.Metrics;
using Weathervane.Pipelines.Serving;

namespace Weathervane.Pipelines.Running;

/// <summary>Something recorded with a model beside what came of training it again.</summary>
/// <param name="What">What it is: <c>bars SHA-256</c>.</param>
/// <param name="Recorded">As the model's file tells it.</param>
/// <param name="Again">As it came out.</param>
/// <param name="IsSame">Whether they agree.</param>
public sealed record ReproducedFact(string What, string Recorded, string Again, bool IsSame);

/// <summary>A model trained again from its recorded pipeline, beside the recorded one.</summary>
/// <param name="Facts">Bars, program, pipeline, rows, parameters, metrics and model, in this order: what differs first is mostly why the rest does.</param>
public sealed record Reproduction(IReadOnlyList<ReproducedFact> Facts)
{
    /// <summary>What does not agree; the program's version alone is no difference while the model is the same.</summary>
    public IReadOnlyList<ReproducedFact> Differences => [.. Facts.Where(f => !f.IsSame && f.What != Program)];

    /// <summary>Whether the model came out the same, to the last bit.</summary>
    public bool IsSame => Differences.Count == 0;

    private const string Program = "program";

    /// <summary>Compares.</summary>
    /// <param name="recorded">The model as it was kept.</param>
    /// <param name="again">A run of its pipeline; see <see cref="TrainingFacts.CodeVersion"/> for the version to record, so that files can be equal.</param>
    /// <param name="program">The version of the program that ran it.</param>
    public static Reproduction Of(ForecastModel recorded, RunResult again, string program)
    {
        var expected = recorded.ToBytes();
        // A file of before the sealed span was kept is the same without it.
        var isOlder = recorded.Facts.SealedFrom is null;
        var models = again.Models.Select(m => isOlder ? m.Model.With(m.Model.Facts with { SealedFrom = null, SealedTo = null }) : m.Model)
            .Select(m => (Model: m, Bytes: m.ToBytes())).ToList();
        // Where every learner became a version, the one of the same bytes or, failing that, of the same learner.
        var (model, bytes) = models.OrderByDescending(m => m.Bytes.AsSpan().SequenceEqual(expected))
            .ThenByDescending(m => m.Model.Facts.Parameters.Count == recorded.Facts.Parameters.Count && !m.Model.Facts.Parameters.Except(recorded.Facts.Parameters).Any())
            .ThenByDescending(m => m.Model.Facts.Learner == recorded.Facts.Learner).First();
        var (old, fresh) = (recorded.Facts, model.Facts);
        return new Reproduction(
        [
            Fact("bars SHA-256", recorded.Recipe.BarsSha256, model.Recipe.BarsSha256),
            Fact(Program, old.CodeVersion, program),
            Fact("pipeline SHA-256", Hash(System.Text.Encoding.UTF8.GetBytes(old.Pipeline)), Hash(System.Text.Encoding.UTF8.GetBytes(fresh.Pipeline))),
            Fact("features", string.Join(", ", recorded.Recipe.FeatureNames), string.Join(", ", model.Recipe.FeatureNames)),
            Fact("rows", Text(old.Rows), Text(fresh.Rows)),
            Fact("first row", Text(old.From), Text(fresh.From)),
            Fact("last row", Text(old.To), Text(fresh.To)),
            Fact("learner", old.Learner, fresh.Learner),
            .. old.Parameters.Keys.Union(fresh.Parameters.Keys).Select(p => Fact($"parameter {p}", old.Parameters.GetValueOrDefault(p, "-"), fresh.Parameters.GetValueOrDefault(p, "-"))),
            .. MetricCatalog.All.Where(m => old.Metrics.ContainsKey(m.Name)).Select(m => Fact(m.Name, Text(old.Metrics[m.Name]), Text(fresh.Metrics[m.Name]))),
            Fact("verdict", old.Verdict, fresh.Verdict),
            Fact("model SHA-256", Hash(expected), Hash(bytes)),
        ]);
    }

    private static ReproducedFact Fact(string what, string recorded, string again) => new(what, recorded, again, recorded == again);

    private static string Text(IFormattable value) => value.ToString(value is DateTime ? "yyyy-MM-dd HH:mm" : null, CultureInfo.InvariantCulture);

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
