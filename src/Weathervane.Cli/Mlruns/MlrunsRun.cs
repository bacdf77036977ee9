using System.Globalization;
using Weathervane.Store.Import;
using Weathervane.Store.Runs;

namespace Weathervane.Cli.Mlruns;

/// <summary>A run's folder in MLflow's file store: <c>meta.yaml</c>, and a file for each metric, parameter and tag.</summary>
internal static class MlrunsRun
{
    // MLflow counts from 1.
    internal static readonly RunStatus[] Statuses = [RunStatus.Running, RunStatus.Scheduled, RunStatus.Finished, RunStatus.Failed, RunStatus.Killed];

    /// <summary>Reads a run.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="experiment">Its experiment's folder.</param>
    /// <param name="id">The experiment's number.</param>
    /// <param name="ofModels">Values that logged models have of this run.</param>
    /// <exception cref="InputException">Something in it is not as MLflow writes it.</exception>
    internal static ForeignRun Read(SafeFolder folder, SafeFolder experiment, long id, IEnumerable<ForeignMetric> ofModels)
    {
        var meta = MetaYaml.Of(folder);
        var name = meta.Text("run_id") ?? meta.Required("run_uuid");
        if (name != folder.Name)
        {
            throw new InputException(folder.Path, $"its {MetaYaml.FileName} is that of the run '{name}'.");
        }

        if (name.Length > 256 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            throw new InputException(folder.Path, $"'{name}' is no run's id: letters, digits, '-' and '_' alone.");
        }

        var tags = folder["tags"].Texts();
        return new ForeignRun
        {
            Id = name,
            ExperimentId = id,
            Name = meta.Text("run_name") is { Length: > 0 } given ? given : tags.GetValueOrDefault("mlflow.runName", ""),
            User = meta.Text("user_id") ?? "",
            Status = StatusOf(meta.Text("status"), folder),
            Start = meta.Time("start_time"),
            End = meta.TimeOrNull("end_time"),
            Deleted = meta.Text("lifecycle_stage") == "deleted",
            DeletedAt = meta.TimeOrNull("deleted_time"),
            Params = folder["params"].Texts(),
            Tags = tags,
            Metrics = [.. folder["metrics"].AllFiles().SelectMany(f => Metric(f.Name, f.Path)), .. ofModels],
            Datasets = [.. folder["inputs"].Folders().SelectMany(input => Dataset(MetaYaml.Of(input), experiment["datasets"]))],
            Models =
            [
                .. folder["inputs"].Folders().Select(MetaYaml.Of).Where(i => i.Text("source_type") == "MODEL").Select(i => new ForeignRunModel(i.Required("source_id"), false, 0)),
                // MLflow writes the model's id for both ends of the line.
                .. folder["outputs"].Folders().Select(MetaYaml.Of).Where(o => o.Text("destination_type") == "MODEL_OUTPUT")
                    .Select(o => new ForeignRunModel(o.Required("destination_id"), true, o.Number("step") ?? 0)),
            ],
        };
    }

    /// <summary>The values of a metric's file, a line each: time, value, step; the file of a logged model adds the run, and maybe name and digest of the data.</summary>
    internal static IEnumerable<ForeignMetric> Metric(string key, string path)
    {
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (line.Trim().Length > 0)
            {
                var parts = line.Trim().Split(' ');
                yield return parts.Length >= 2 && long.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var ms)
                    && ms is >= -62_135_596_800_000 and <= 253_402_300_799_999 && TryValue(parts[1], out var value)
                    && long.TryParse(parts.Length > 2 ? parts[2] : "0", NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var step)
                    ? new ForeignMetric(key, value, step, DateTimeOffset.FromUnixTimeMilliseconds(ms))
                    : throw new InputException(string.Create(CultureInfo.InvariantCulture, $"{path}, line {number}"), $"'{line}' is no time, value and step.");
            }
        }
    }

    private static bool TryValue(string text, out double value)
    {
        value = text.ToLowerInvariant() switch
        {
            "nan" => double.NaN,
            "inf" or "infinity" => double.PositiveInfinity,
            "-inf" or "-infinity" => double.NegativeInfinity,
            _ => 0,
        };
        return value != 0 || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }

    private static RunStatus StatusOf(string? text, SafeFolder folder) =>
        text is null ? RunStatus.Running
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= Statuses.Length ? Statuses[number - 1]
        : Array.FindIndex(Statuses, s => s.ToString().Equals(text, StringComparison.OrdinalIgnoreCase)) is var index and >= 0 ? Statuses[index]
        : throw new InputException(folder.Path, $"'{text}' is no status of a run.", "MLflow's are 1 to 5.");

    private static IEnumerable<ForeignDataset> Dataset(MetaYaml input, SafeFolder datasets)
    {
        if (input.Text("source_type") is "DATASET" or null && datasets[input.Required("source_id")] is { Exists: true } folder)
        {
            var meta = MetaYaml.Of(folder);
            yield return new ForeignDataset(
                meta.Text("name") ?? "", meta.Text("digest") ?? "", meta.Text("source_type") ?? "", meta.Text("source") ?? "", meta.Text("schema"), meta.Text("profile"), input.Map("tags"));
        }
    }
}
