using System.Globalization;
using Weathervane.Store.Import;

namespace Weathervane.Cli.Mlruns;

/// <summary>MLflow's file store, read whole before anything is taken over: all that is wrong with it is known at once.</summary>
internal sealed class MlrunsFolder : IMlflowSource
{
    private const int ProblemsShown = 20;
    private static readonly string[] NoRuns = ["tags", "datasets", "traces", "models"];

    private readonly SafeFolder _root, _served;
    private readonly List<InputProblem> _problems = [];
    private readonly HashSet<string> _warnings = [];
    private readonly List<ForeignExperiment> _experiments = [];
    private readonly List<(SafeFolder Folder, SafeFolder Experiment, long Id)> _runs = [];
    private readonly List<MlrunsLoggedModel> _loggedModels = [];
    private readonly List<MlrunsModel> _models = [];
    private ILookup<string, ForeignMetric>? _scores;

    private MlrunsFolder(string root)
    {
        _root = new SafeFolder(root, link => _warnings.Add($"{link} is a link and was not followed."));
        // Files that a tracking server kept for its clients lie beside.
        _served = new SafeFolder(Path.Combine(Path.GetDirectoryName(root) ?? root, "mlartifacts"), link => _warnings.Add($"{link} is a link and was not followed."));
    }

    public IReadOnlyList<ForeignExperiment> Experiments => _experiments;

    public IReadOnlyList<(ForeignLoggedModel Model, IEnumerable<SourceFile> Files)> LoggedModels => [.. _loggedModels.Select(m => (m.Model, Sources(m.Files.AllFiles())))];

    public IReadOnlyList<ForeignModel> Models => [.. _models.Select(m => m.Model)];

    public int Runs => _runs.Count;

    public IReadOnlyCollection<string> Warnings => _warnings;

    public IEnumerable<(string Place, IEnumerable<SourceFile> Files)> FilesOf(ForeignModel model) =>
        _models.First(m => m.Model == model).Files.Select(f => (f.Path, Sources(f.Folder.AllFiles())));

    /// <summary>Reads a folder, or the <c>mlruns</c> in it.</summary>
    /// <exception cref="InputException">It is no file store, or something in it cannot be read: all of it at once.</exception>
    internal static MlrunsFolder Read(string path, CancellationToken cancel)
    {
        var full = Path.GetFullPath(path);
        if (!Directory.Exists(full))
        {
            throw new InputException(path, File.Exists(full) ? "is a file." : "does not exist.", "Name the folder that MLflow calls mlruns.");
        }

        var named = Directory.Exists(Path.Combine(full, "mlruns")) ? Path.Combine(full, "mlruns") : full;
        // The folder itself may be a link: whoever names it means it.
        var folder = new MlrunsFolder(new DirectoryInfo(named).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? named);
        folder.ReadAll(cancel);
        return folder._problems.Count == 0 ? folder : throw new InputException(
            folder._problems.Count <= ProblemsShown
                ? folder._problems
                : [.. folder._problems.Take(ProblemsShown), new InputProblem(path, string.Create(CultureInfo.InvariantCulture, $"and {folder._problems.Count - ProblemsShown} more problems."), null)]);
    }

    public IEnumerable<(ForeignRun Run, IEnumerable<SourceFile> Files)?> ReadRuns(Func<string, bool> isHere)
    {
        foreach (var place in _runs)
        {
            // A run's id is its folder's name.
            if (isHere(place.Folder.Name))
            {
                yield return null;
                continue;
            }

            var run = ReadRun(place);
            yield return (run, Sources(Files(place.Folder, run)));
        }
    }

    private static IEnumerable<SourceFile> Sources(IEnumerable<(string Name, string Path)> files) => files.Select(f => new SourceFile(f.Name, () => File.OpenRead(f.Path)));

    private ForeignRun ReadRun((SafeFolder Folder, SafeFolder Experiment, long Id) run) => MlrunsRun.Read(run.Folder, run.Experiment, run.Id, _scores![run.Folder.Name]);

    private IEnumerable<(string Name, string Path)> Files(SafeFolder folder, ForeignRun run)
    {
        var own = folder["artifacts"];
        return own.AllFiles().Any() ? own.AllFiles() : _served[run.ExperimentId.ToString(CultureInfo.InvariantCulture)][run.Id]["artifacts"].AllFiles();
    }

    private void ReadAll(CancellationToken cancel)
    {
        foreach (var folder in _root.Folders().Where(f => f.Name is not (".trash" or "models")).Concat(_root[".trash"].Folders()))
        {
            cancel.ThrowIfCancellationRequested();
            Try(() => ReadExperiment(folder));
        }

        if (_experiments.Count == 0 && _problems.Count == 0 && !_root["models"].Exists)
        {
            _problems.Add(new InputProblem(_root.Path, "holds no experiment: it is no folder of MLflow's file store.", "Name the folder that MLflow calls mlruns."));
        }

        _scores = _loggedModels.SelectMany(m => m.Metrics.SelectMany(run => run.Select(metric => (Run: run.Key, Metric: metric)))).ToLookup(s => s.Run, s => s.Metric);
        var (runs, models) = (new Dictionary<string, string>(), _loggedModels.ToDictionary(m => m.Model.Id, m => m.Model.FilesPath));
        foreach (var place in _runs)
        {
            cancel.ThrowIfCancellationRequested();
            Try(() =>
            {
                var run = ReadRun(place);
                runs[run.Id] = run.FilesPath;
                CheckRun(place.Folder, run, models);
            });
        }

        var places = new MlrunsPlaces(runs, models);
        CheckNames(_loggedModels.SelectMany(m => m.Files.AllFiles()));
        foreach (var folder in _root["models"].Folders())
        {
            Try(() => _models.Add(MlrunsModel.Read(folder, places)));
        }

        CheckNames(_models.SelectMany(m => m.Files).SelectMany(f => f.Folder.AllFiles()));
        _warnings.UnionWith(_scores.Where(s => !runs.ContainsKey(s.Key)).Select(s => $"Scores of logged models that run {s.Key} logged are not taken over: the run is not in the folder."));
        _warnings.UnionWith(_models.SelectMany(m => m.Elsewhere).Select(v => $"The files of {v.Version} are at '{v.Source}', outside the folder, and are not taken over."));
    }

    private void ReadExperiment(SafeFolder folder)
    {
        var meta = MetaYaml.Of(folder);
        var id = meta.Number("experiment_id");
        if (id is not >= 0 || folder.Name != id.Value.ToString(CultureInfo.InvariantCulture))
        {
            throw new InputException(folder.Path, $"its {MetaYaml.FileName} is that of the experiment '{meta.Text("experiment_id")}'.");
        }

        _experiments.Add(new ForeignExperiment
        {
            Id = id.Value,
            Name = meta.Required("name"),
            Deleted = meta.Text("lifecycle_stage") == "deleted",
            Created = meta.Time("creation_time"),
            Updated = meta.Time("last_update_time"),
            Tags = folder["tags"].Texts(),
        });
        foreach (var run in folder.Folders().Where(f => !NoRuns.Contains(f.Name)))
        {
            _runs.Add((run, folder, id.Value));
        }

        foreach (var model in folder["models"].Folders())
        {
            Try(() => _loggedModels.Add(MlrunsLoggedModel.Read(model, id.Value)));
        }

        if (folder["traces"].Folders().Count() is > 0 and var traces)
        {
            _warnings.Add(string.Create(CultureInfo.InvariantCulture, $"{traces} traces of experiment {id} are not taken over: there is no place for them here."));
        }
    }

    private void CheckRun(SafeFolder folder, ForeignRun run, Dictionary<string, string> models)
    {
        CheckNames(Files(folder, run));
        var uri = MetaYaml.Of(folder).Text("artifact_uri") ?? "";
        var isInside = uri.Length == 0 || uri.Split('/', StringSplitOptions.RemoveEmptyEntries) is [.., var id, "artifacts"] && id == run.Id
            && (uri.StartsWith("file:", StringComparison.Ordinal) || uri.StartsWith("mlflow-artifacts:", StringComparison.Ordinal) || !uri.Contains("://", StringComparison.Ordinal));
        if (!isInside && !Files(folder, run).Any())
        {
            _warnings.Add($"The files of run {run.Id} are at '{uri}', outside the folder, and are not taken over.");
        }

        _problems.AddRange(run.Models.Where(m => !models.ContainsKey(m.ModelId)).Select(m => new InputProblem(
            folder.Path, $"names the logged model '{m.ModelId}', which is not in the folder.", "Copy the whole folder.")));
    }

    /// <summary>A stored file's name is as MLflow's server takes it.</summary>
    private void CheckNames(IEnumerable<(string Name, string Path)> files) => _problems.AddRange(
        files.Where(f => f.Name.Length > 500 || f.Name.Any(c => c is '\\' or '#' || char.IsControl(c)))
            .Select(f => new InputProblem(f.Path, "has a name that a stored file cannot have: '\\', '#', a control character, or more than 500 letters.", "Rename it.")));

    private void Try(Action read)
    {
        try
        {
            read();
        }
        catch (InputException wrong)
        {
            _problems.AddRange(wrong.Problems);
        }
    }
}
