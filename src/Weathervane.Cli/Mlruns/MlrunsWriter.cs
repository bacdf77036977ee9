using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Weathervane.Store;
using Weathervane.Store.Import;
using Weathervane.Store.Runs;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Weathervane.Cli.Mlruns;

/// <summary>Writes a workspace as a folder that MLflow's file store opens.</summary>
/// <param name="workspace">What is written.</param>
/// <param name="root">The folder; made.</param>
/// <param name="cancel">Stops the work.</param>
internal sealed class MlrunsWriter(Workspace workspace, string root, CancellationToken cancel)
{
    private readonly List<string> _warnings = [];
    private readonly Dictionary<string, List<(string Run, ForeignMetric Metric)>> _ofModels = [];
    private int _files;

    /// <summary>What a file store has no place for, a sentence each.</summary>
    internal IReadOnlyList<string> Warnings => _warnings;

    internal MlrunsCounts Write(IProgress<double> progress)
    {
        Directory.CreateDirectory(root);
        Directory.CreateDirectory(Path.Combine(root, ".trash"));
        var experiments = workspace.Exports.Experiments();
        var (runs, values, done) = (0, 0L, 0);
        foreach (var experiment in experiments)
        {
            var folder = Path.Combine([root, .. experiment.Deleted ? [".trash"] : (string[])[], Number(experiment.Id)]);
            WriteExperiment(folder, experiment);
            foreach (var id in workspace.Exports.RunIds(experiment.Id))
            {
                cancel.ThrowIfCancellationRequested();
                var run = workspace.Exports.Run(id);
                WriteRun(folder, run);
                (runs, values) = (runs + 1, values + run.Metrics.Count);
            }

            progress.Report((double)++done / experiments.Count);
        }

        var deleted = experiments.Where(e => e.Deleted).Select(e => e.Id).ToHashSet();
        var loggedModels = workspace.Exports.LoggedModels();
        foreach (var model in loggedModels)
        {
            WriteLoggedModel(Path.Combine([root, .. deleted.Contains(model.ExperimentId) ? [".trash"] : (string[])[], Number(model.ExperimentId), "models", model.Id]), model);
        }

        var models = workspace.Exports.Models();
        foreach (var model in models)
        {
            if (model.Name is "." or "..")
            {
                _warnings.Add($"the model '{model.Name}' is left out: no folder can be called so.");
                continue;
            }

            WriteModel(Path.Combine(root, "models", model.Name), model);
        }

        return new MlrunsCounts(experiments.Count, runs, values, loggedModels.Count, _files, models.Count, models.Sum(m => m.Versions.Count));
    }

    private void WriteExperiment(string folder, ForeignExperiment experiment)
    {
        Meta(folder,
        [
            ("artifact_location", Uri(folder)), ("creation_time", Ms(experiment.Created)), ("experiment_id", experiment.Id.ToString(CultureInfo.InvariantCulture)),
            ("last_update_time", Ms(experiment.Updated)), ("lifecycle_stage", experiment.Deleted ? "deleted" : "active"), ("name", experiment.Name),
        ]);
        Texts(Path.Combine(folder, "tags"), experiment.Tags);
    }

    private void WriteRun(string experiment, ForeignRun run)
    {
        var folder = Path.Combine(experiment, run.Id);
        Meta(folder,
        [
            ("artifact_uri", Uri(Path.Combine(folder, "artifacts"))), ("deleted_time", run.DeletedAt is { } at ? Ms(at) : null), ("end_time", run.End is { } end ? Ms(end) : null),
            ("entry_point_name", ""), ("experiment_id", Number(run.ExperimentId)), ("lifecycle_stage", run.Deleted ? "deleted" : "active"), ("run_id", run.Id),
            ("run_name", run.Name), ("run_uuid", run.Id), ("source_name", ""), ("source_type", 4L), ("source_version", ""), ("start_time", Ms(run.Start)),
            ("status", (long)StatusOf(run.Status)), ("user_id", run.User),
        ]);
        foreach (var folderName in new[] { "metrics", "params", "tags", "artifacts" })
        {
            Directory.CreateDirectory(Path.Combine(folder, folderName));
        }

        Texts(Path.Combine(folder, "params"), run.Params);
        Texts(Path.Combine(folder, "tags"), new Dictionary<string, string>(run.Tags) { ["mlflow.runName"] = run.Name });
        Texts(Path.Combine(folder, "metrics"), run.Metrics.GroupBy(m => m.Key).ToDictionary(g => g.Key, g => string.Concat(g.Select(m => Line(m) + "\n"))));
        foreach (var metric in run.Metrics.Where(m => m.ModelId is not null))
        {
            if (!_ofModels.TryGetValue(metric.ModelId!, out var list))
            {
                _ofModels.Add(metric.ModelId!, list = []);
            }

            list.Add((run.Id, metric));
        }

        foreach (var dataset in run.Datasets)
        {
            WriteDataset(experiment, folder, run.Id, dataset);
        }

        foreach (var model in run.Models)
        {
            // Both ends of the line name the model, as MLflow has it.
            (string, object?)[] ends = [("destination_id", model.ModelId), ("source_id", model.ModelId), ("tags", new Dictionary<string, string>())];
            Meta(
                Path.Combine(folder, model.Made ? "outputs" : "inputs", model.Made ? model.ModelId : Md5(model.ModelId, run.Id)),
                model.Made
                    ? [.. ends, ("destination_type", "MODEL_OUTPUT"), ("source_type", "RUN_OUTPUT"), ("step", model.Step)]
                    : [.. ends, ("destination_type", "RUN"), ("source_type", "MODEL")]);
        }

        Files(run.FilesPath, Path.Combine(folder, "artifacts"));
    }

    private static void WriteDataset(string experiment, string run, string runId, ForeignDataset dataset)
    {
        var id = Md5(dataset.Name, dataset.Digest);
        Meta(Path.Combine(experiment, "datasets", id),
        [
            ("digest", dataset.Digest), ("name", dataset.Name), ("profile", dataset.Profile), ("schema", dataset.Schema), ("source", dataset.Source), ("source_type", dataset.SourceType),
        ]);
        Meta(Path.Combine(run, "inputs", Md5(id, runId)),
            [("destination_id", runId), ("destination_type", "RUN"), ("source_id", id), ("source_type", "DATASET"), ("tags", dataset.Tags)]);
    }

    private void WriteLoggedModel(string folder, ForeignLoggedModel model)
    {
        Meta(folder,
        [
            ("artifact_location", Uri(Path.Combine(folder, "artifacts"))), ("creation_timestamp", Ms(model.Created)), ("experiment_id", Number(model.ExperimentId)),
            ("last_updated_timestamp", Ms(model.Updated)), ("model_id", model.Id), ("model_type", model.ModelType),
            ("name", model.Name), ("source_run_id", model.SourceRunId), ("status", (long)ForeignLoggedModel.Statuses.ToList().IndexOf(model.Status) + 1), ("status_message", model.StatusMessage),
            // A model that lives has no stage there.
            .. model.Deleted ? [("lifecycle_stage", "deleted")] : ((string, object?)[])[],
        ]);
        Texts(Path.Combine(folder, "params"), model.Params);
        Texts(Path.Combine(folder, "tags"), model.Tags);
        var scores = _ofModels.GetValueOrDefault(model.Id, []);
        Texts(Path.Combine(folder, "metrics"), scores.GroupBy(s => s.Metric.Key).ToDictionary(g => g.Key, g => string.Concat(g.Select(s =>
            $"{Line(s.Metric)} {s.Run}{(s.Metric.DatasetName is { } name && s.Metric.DatasetDigest is { } digest && !$"{name}{digest}".Any(char.IsWhiteSpace) ? $" {name} {digest}" : "")}\n"))));
        Files(model.FilesPath, Path.Combine(folder, "artifacts"));
    }

    private void WriteModel(string folder, ForeignModel model)
    {
        Meta(folder, [("creation_timestamp", Ms(model.Created)), ("description", model.Description), ("last_updated_timestamp", Ms(model.Updated)), ("name", model.Name)]);
        Texts(Path.Combine(folder, "tags"), model.Tags);
        Texts(Path.Combine(folder, "aliases"), model.Aliases.ToDictionary(a => a.Key, a => a.Value.ToString(CultureInfo.InvariantCulture)));
        foreach (var version in model.Versions)
        {
            var place = Path.Combine(folder, "version-" + Number(version.Number));
            var source = Uri(Path.Combine(place, "artifacts"));
            Meta(place,
            [
                ("creation_timestamp", Ms(version.Created)), ("current_stage", version.Deleted ? "Deleted_Internal" : version.Stage), ("description", version.Description),
                ("last_updated_timestamp", Ms(version.Updated)), ("model_id", version.ModelId), ("name", model.Name), ("run_id", version.RunId), ("run_link", version.RunLink), ("source", source),
                ("status", "READY"), ("status_message", null), ("storage_location", source), ("user_id", version.Author), ("version", version.Number),
            ]);
            Texts(Path.Combine(place, "tags"), version.Tags);
            if (version.FilesPath is { } path)
            {
                Files(path, Path.Combine(place, "artifacts"));
            }
        }
    }

    /// <summary>Copies the files below a place, whole and one after the other.</summary>
    private void Files(string place, string folder)
    {
        foreach (var entry in workspace.Artifacts.ListAt(place))
        {
            cancel.ThrowIfCancellationRequested();
            var target = Path.Combine(folder, entry.Name);
            if (entry.IsFolder)
            {
                Files($"{place}/{entry.Name}", target);
                continue;
            }

            Directory.CreateDirectory(folder);
            using var content = workspace.Artifacts.OpenRead($"{place}/{entry.Name}");
            using var file = File.Create(target);
            content.CopyTo(file);
            _files++;
        }
    }

    /// <summary>A file for each text, under its name; what no file can be called is told.</summary>
    private void Texts(string folder, IReadOnlyDictionary<string, string> texts)
    {
        foreach (var (name, text) in texts.OrderBy(t => t.Key, StringComparer.Ordinal))
        {
            var path = Path.Combine(folder, name);
            var isSafe = name.Length is > 0 and <= 250 && !name.Any(char.IsControl) && name.Split('/').All(p => p is not ("" or "." or ".."));
            if (!isSafe || Directory.Exists(path) || name.Split('/').SkipLast(1).Aggregate((Path: folder, Taken: false), (at, part) => (Path.Combine(at.Path, part), at.Taken || File.Exists(Path.Combine(at.Path, part)))).Taken)
            {
                _warnings.Add($"'{name}' of {Path.GetRelativePath(root, folder)} is left out: no file can be called so.");
                continue;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }
    }

    private static void Meta(string folder, IEnumerable<(string Key, object? Value)> values)
    {
        Directory.CreateDirectory(folder);
        using var text = new StreamWriter(Path.Combine(folder, MetaYaml.FileName), append: false, new UTF8Encoding(false));
        text.NewLine = "\n";
        var emitter = new Emitter(text);
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, true));
        emitter.Emit(new MappingStart());
        foreach (var (key, value) in values)
        {
            emitter.Emit(new Scalar(key));
            if (value is IReadOnlyDictionary<string, string> map)
            {
                emitter.Emit(new MappingStart());
                foreach (var (name, item) in map)
                {
                    emitter.Emit(new Scalar(name));
                    emitter.Emit(Quoted(item));
                }

                emitter.Emit(new MappingEnd());
                continue;
            }

            emitter.Emit(value switch { null => new Scalar("null"), long number => new Scalar(Number(number)), _ => Quoted((string)value) });
        }

        emitter.Emit(new MappingEnd());
        emitter.Emit(new DocumentEnd(true));
        emitter.Emit(new StreamEnd());
    }

    /// <summary>Quoted, so that no text is taken for a number or for nothing.</summary>
    private static Scalar Quoted(string text) => new(AnchorName.Empty, TagName.Empty, text, ScalarStyle.DoubleQuoted, false, true);

    private static string Line(ForeignMetric m) => string.Create(CultureInfo.InvariantCulture, $"{m.Time.ToUnixTimeMilliseconds()} {Value(m.Value)} {m.Step}");

    private static string Value(double value) =>
        double.IsNaN(value) ? "nan" : double.IsPositiveInfinity(value) ? "inf" : double.IsNegativeInfinity(value) ? "-inf" : value.ToString("R", CultureInfo.InvariantCulture);

    private static int StatusOf(RunStatus status) => Array.IndexOf(MlrunsRun.Statuses, status) + 1;

    private static long Ms(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Uri(string path) => new Uri(Path.GetFullPath(path)).AbsoluteUri;

    // The names that MLflow gives these folders; nothing rests on their being hard to make.
#pragma warning disable CA5351
    private static string Md5(string first, string second) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(first + second)));
#pragma warning restore CA5351
}
