using System.Globalization;
using Weathervane.Store.Import;

namespace Weathervane.Cli.Mlruns;

/// <summary>A logged model's folder in MLflow 3's file store.</summary>
/// <param name="Model">What it tells.</param>
/// <param name="Files">Its files.</param>
/// <param name="Metrics">Its scores, by the run that logged them.</param>
internal sealed record MlrunsLoggedModel(ForeignLoggedModel Model, SafeFolder Files, ILookup<string, ForeignMetric> Metrics)
{
    /// <exception cref="InputException">Something in it is not as MLflow writes it.</exception>
    internal static MlrunsLoggedModel Read(SafeFolder folder, long experiment)
    {
        var meta = MetaYaml.Of(folder);
        var id = meta.Text("model_id") ?? folder.Name;
        if (id != folder.Name || !id.StartsWith("m-", StringComparison.Ordinal) || !id.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
        {
            throw new InputException(folder.Path, $"its {MetaYaml.FileName} is that of the model '{id}'.");
        }

        var model = new ForeignLoggedModel
        {
            Id = id,
            ExperimentId = experiment,
            Name = meta.Text("name") ?? "",
            ModelType = meta.Text("model_type"),
            SourceRunId = meta.Text("source_run_id"),
            Status = StatusOf(meta.Text("status")),
            StatusMessage = meta.Text("status_message"),
            Created = meta.Time("creation_timestamp"),
            Updated = meta.Time("last_updated_timestamp"),
            Deleted = meta.Text("lifecycle_stage") == "deleted",
            Params = folder["params"].Texts(),
            Tags = folder["tags"].Texts(),
        };
        return new MlrunsLoggedModel(model, folder["artifacts"], folder["metrics"].AllFiles().SelectMany(f => Scores(id, f.Name, f.Path)).ToLookup(s => s.Run, s => s.Metric));
    }

    private static IEnumerable<(string Run, ForeignMetric Metric)> Scores(string id, string key, string path) =>
        // Each line is a run's line with the run behind it, and the data where it is known.
        MlrunsRun.Metric(key, path).Zip(File.ReadLines(path).Where(l => l.Trim().Length > 0).Select(l => l.Trim().Split(' ')))
            .Where(m => m.Second.Length >= 4)
            .Select(m => (m.Second[3], m.First with { ModelId = id, DatasetName = m.Second.ElementAtOrDefault(4), DatasetDigest = m.Second.ElementAtOrDefault(5) }));

    private static string StatusOf(string? text)
    {
        var names = ForeignLoggedModel.Statuses;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= names.Count ? names[number - 1]
            : names.FirstOrDefault(n => text is not null && text.EndsWith(n, StringComparison.Ordinal)) ?? names[0];
    }
}
