using Weathervane.Store;

namespace Weathervane.Cli.Mlruns;

/// <summary>What was taken over.</summary>
internal sealed record MlrunsCounts(int Experiments, int Runs, long Values, int LoggedModels, int Files, int Models, int Versions);

/// <summary>Takes MLflow's file store over into a workspace: files first, then what names them, so that a run that is here is whole; what is here already is left alone.</summary>
internal sealed class MlrunsImport(Workspace workspace, MlrunsFolder folder, string user, CancellationToken cancel)
{
    private int _files;

    /// <exception cref="InputException">Numbers or names mean something else here; nothing was taken over.</exception>
    internal MlrunsCounts Run(string source, IProgress<double> progress)
    {
        var conflicts = workspace.Imports.Conflicts(folder.Experiments, [.. folder.Models.Select(m => m.Model)], source);
        if (conflicts.Count > 0)
        {
            throw new InputException(conflicts);
        }

        var experiments = folder.Experiments.Count(workspace.Imports.Add);
        var loggedModels = folder.LoggedModels.Count(AddLoggedModel);
        var (runs, values) = AddRuns(progress);
        var (models, versions) = (0, 0);
        foreach (var model in folder.Models)
        {
            cancel.ThrowIfCancellationRequested();
            var isNew = workspace.Models.List().All(m => m.Name != model.Model.Name);
            foreach (var (files, path) in model.Files.Where(f => !workspace.Artifacts.ListAt(f.Path).Any()))
            {
                Put(files.AllFiles(), path);
            }

            versions += workspace.Imports.Add(model.Model, user, $"as it stood in {source}");
            models += isNew ? 1 : 0;
        }

        return new MlrunsCounts(experiments, runs, values, loggedModels, _files, models, versions);
    }

    private bool AddLoggedModel(MlrunsLoggedModel model)
    {
        cancel.ThrowIfCancellationRequested();
        if (workspace.Imports.HasLoggedModel(model.Model.Id))
        {
            return false;
        }

        Put(model.Files.AllFiles(), model.Model.FilesPath);
        return workspace.Imports.Add(model.Model);
    }

    private (int Runs, long Values) AddRuns(IProgress<double> progress)
    {
        var (runs, values, done) = (0, 0L, 0);
        foreach (var (run, files) in folder.ReadRuns())
        {
            cancel.ThrowIfCancellationRequested();
            progress.Report((double)++done / folder.Runs);
            if (!workspace.Imports.HasRun(run.Id))
            {
                Put(files, run.FilesPath);
                workspace.Imports.Add(run);
                (runs, values) = (runs + 1, values + run.Metrics.Count);
            }
        }

        return (runs, values);
    }

    private void Put(IEnumerable<(string Name, string Path)> files, string root)
    {
        foreach (var (name, path) in files)
        {
            using var content = File.OpenRead(path);
            workspace.Artifacts.Put($"{root}/{name}", content);
            _files++;
        }
    }
}
