using System.Globalization;
using System.Text.Json;
using Weathervane.Cli.Mlruns;
using Weathervane.Store.Import;
using Weathervane.Store.Models;

namespace Weathervane.Cli.MlflowServer;

/// <summary>What a running MLflow server holds. Its deleted versions and logged models are not to be had: its API does not tell of them.</summary>
internal sealed class ServedStore : IMlflowSource
{
    private readonly MlflowRest _rest;
    private readonly ServedFiles _files;
    private readonly HashSet<string> _warnings = [];
    private readonly List<ForeignExperiment> _experiments = [];
    private readonly List<(string Id, long Experiment)> _runs = [];
    private readonly List<ServedLoggedModel> _loggedModels = [];
    private readonly List<ForeignModel> _models = [];
    private readonly Dictionary<string, string> _registryFiles = [];
    private readonly ILookup<string, ForeignMetric> _scores;
    private readonly HashSet<string> _known;

    /// <summary>Reads everything but values and files.</summary>
    /// <exception cref="InputException">It is no MLflow server, or something cannot be read: all of it at once.</exception>
    internal ServedStore(MlflowRest rest)
    {
        (_rest, _files) = (rest, new ServedFiles(rest, w => _warnings.Add(w)));
        var problems = new List<InputProblem>();
        foreach (var json in rest.PostAll("experiments/search", "experiments", Body(("view_type", "ALL"))))
        {
            ReadExperiment(json);
        }

        _scores = _loggedModels.SelectMany(m => m.Scores).ToLookup(s => s.Run, s => s.Metric);
        _known = [.. _loggedModels.Select(m => m.Model.Id)];
        var places = new MlrunsPlaces(
            _runs.ToDictionary(r => r.Id, r => new ForeignRun { Id = r.Id, ExperimentId = r.Experiment }.FilesPath), _loggedModels.ToDictionary(m => m.Model.Id, m => m.Model.FilesPath));
        var versions = rest.GetAll("model-versions/search", "model_versions", ("max_results", "1000")).ToLookup(v => v.Text("name"));
        foreach (var json in rest.GetAll("registered-models/search", "registered_models", ("max_results", "100")))
        {
            try
            {
                _models.Add(ReadModel(json, versions[json.Text("name")], places));
            }
            catch (InputException wrong)
            {
                problems.AddRange(wrong.Problems);
            }
        }

        if (problems.Count > 0)
        {
            throw new InputException(problems);
        }
    }

    public IReadOnlyList<ForeignExperiment> Experiments => _experiments;

    public IReadOnlyList<(ForeignLoggedModel Model, IEnumerable<SourceFile> Files)> LoggedModels =>
        [.. _loggedModels.Select(m => (m.Model, _files.At(m.ArtifactUri, $"logged model {m.Model.Id}")))];

    public IReadOnlyList<ForeignModel> Models => _models;

    public int Runs => _runs.Count;

    public IReadOnlyCollection<string> Warnings => _warnings;

    public IEnumerable<(string Place, IEnumerable<SourceFile> Files)> FilesOf(ForeignModel model) =>
        from version in model.Versions
        where version.FilesPath is not null && _registryFiles.ContainsKey(version.FilesPath)
        select (version.FilesPath!, _files.At(_registryFiles[version.FilesPath!], version.FilesPath!));

    public IEnumerable<(ForeignRun Run, IEnumerable<SourceFile> Files)?> ReadRuns(Func<string, bool> isHere)
    {
        foreach (var (id, experiment) in _runs)
        {
            if (isHere(id))
            {
                yield return null;
                continue;
            }

            var (run, uri) = ServedRun.Read(_rest, id, experiment, _scores[id]);
            foreach (var model in run.Models.Where(m => !_known.Contains(m.ModelId)))
            {
                _warnings.Add($"Run {id} names the logged model {model.ModelId}, which the server has deleted.");
            }

            yield return (run with { Models = [.. run.Models.Where(m => _known.Contains(m.ModelId))] }, _files.OfRun(id, uri));
        }
    }

    internal static Dictionary<string, object> Body(params (string Name, object Value)[] values) => values.ToDictionary(v => v.Name, v => v.Value);

    private void ReadExperiment(JsonElement json)
    {
        var id = json.Number("experiment_id");
        _experiments.Add(new ForeignExperiment
        {
            Id = id,
            Name = json.Text("name"),
            Deleted = json.Text("lifecycle_stage") == "deleted",
            Created = json.Time("creation_time"),
            Updated = json.Time("last_update_time"),
            Tags = json.Pairs("tags"),
        });
        string[] one = [id.ToString(CultureInfo.InvariantCulture)];
        _runs.AddRange(_rest.PostAll("runs/search", "runs", Body(("experiment_ids", one), ("run_view_type", "ALL"), ("max_results", 1000)))
            .Select(r => (ServedRun.IdOf(r.Record("info")), id)));
        try
        {
            _loggedModels.AddRange(_rest.PostAll("logged-models/search", "models", Body(("experiment_ids", one), ("max_results", 50))).Select(ServedLoggedModel.Read));
        }
        catch (InputException absent) when (absent.Kind == InputKind.NotFound)
        {
            // MLflow before 3 has none.
        }
    }

    private ForeignModel ReadModel(JsonElement json, IEnumerable<JsonElement> versions, MlrunsPlaces places)
    {
        var name = ModelName.Check(ModelName.Encode(json.Text("name")));
        return new ForeignModel
        {
            Name = name,
            Description = json.Text("description"),
            Created = json.Time("creation_timestamp"),
            Updated = json.Time("last_updated_timestamp"),
            Tags = json.Pairs("tags"),
            Versions = [.. versions.Select(v => ReadVersion(v, name, places)).OrderBy(v => v.Number)],
            Aliases = json.Each("aliases").ToDictionary(a => ModelName.CheckAlias(a.Text("alias")), a => a.Number("version")),
        };
    }

    private ForeignVersion ReadVersion(JsonElement json, string name, MlrunsPlaces places)
    {
        var (number, source, tags) = (json.Number("version"), json.Text("source"), json.Pairs("tags"));
        var place = places.Of(source);
        if (place is null && ServedFiles.PathOf(source) is not null)
        {
            place = string.Create(CultureInfo.InvariantCulture, $"registry/{name}/{number}");
            _registryFiles[place] = source;
        }
        else if (place is null && source.Length > 0)
        {
            _warnings.Add(string.Create(CultureInfo.InvariantCulture, $"The files of {name}:{number} are at '{source}', outside the server, and are not taken over."));
            tags["vane.source"] = source;
        }

        return new ForeignVersion
        {
            Number = number,
            Created = json.Time("creation_timestamp"),
            Updated = json.Time("last_updated_timestamp"),
            RunId = json.Filled("run_id"),
            RunLink = json.Filled("run_link"),
            ModelId = json.Filled("model_id"),
            Author = json.Text("user_id"),
            Description = json.Text("description"),
            Stage = json.Filled("current_stage") ?? "None",
            FilesPath = place,
            Tags = tags,
        };
    }
}
