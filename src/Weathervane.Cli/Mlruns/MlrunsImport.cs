using Weathervane.Store;
using Weathervane.Store.Import;

namespace Weathervane.Cli.Mlruns;

/// <summary>What was taken over.</summary>
internal sealed record MlrunsCounts(int Experiments, int Runs, long Values, int LoggedModels, int Files, int Models, int Versions);

/// <summary>Takes what MLflow keeps over into a workspace: files first, then what names them, so that a run that is here is whole; what is here already is left alone.</summary>
internal sealed class MlrunsImport(Workspace workspace, IMlflowSource from, string user, CancellationToken cancel)
{
    private int _files;

    /// <exception cref="InputException">Numbers or names mean something else here; nothing was taken over.</exception>
    internal MlrunsCounts Run(string source, IProgress<double> progress)
    {
        var conflicts = workspace.Imports.Conflicts(from.Experiments, from.Models, source);
        if (conflicts.Count > 0)
        {
            throw new InputException(conflicts);
        }

        var experiments = from.Experiments.Count(workspace.Imports.Add);
        var loggedModels = from.LoggedModels.Count(m => AddLoggedModel(m.Model, m.Files));
        var (runs, values) = AddRuns(progress);
        var (models, versions) = (0, 0);
        foreach (var model in from.Models)
        {
            cancel.ThrowIfCancellationRequested();
            var isNew = workspace.Models.List().All(m => m.Name != model.Name);
            // An import that was stopped may have left some files of a version that is not here yet.
            var here = isNew ? [] : workspace.Models.Versions(model.Name, deleted: true).Select(v => v.Version).ToHashSet();
            var missing = model.Versions.Where(v => !here.Contains(v.Number)).Select(v => v.FilesPath).ToHashSet();
            foreach (var (place, files) in from.FilesOf(model).Where(f => missing.Contains(f.Place)))
            {
                Put(files, place);
            }

            versions += workspace.Imports.Add(model, user, $"as it stood in {source}");
            models += isNew ? 1 : 0;
        }

        return new MlrunsCounts(experiments, runs, values, loggedModels, _files, models, versions);
    }

    private bool AddLoggedModel(ForeignLoggedModel model, IEnumerable<SourceFile> files)
    {
        cancel.ThrowIfCancellationRequested();
        if (workspace.Imports.HasLoggedModel(model.Id))
        {
            return false;
        }

        Put(files, model.FilesPath);
        return workspace.Imports.Add(model);
    }

    private (int Runs, long Values) AddRuns(IProgress<double> progress)
    {
        var (runs, values, done) = (0, 0L, 0);
        foreach (var found in from.ReadRuns(workspace.Imports.HasRun))
        {
            cancel.ThrowIfCancellationRequested();
            progress.Report((double)++done / from.Runs);
            if (found is var (run, files))
            {
                Put(files, run.FilesPath);
                workspace.Imports.Add(run);
                (runs, values) = (runs + 1, values + run.Metrics.Count);
            }
        }

        return (runs, values);
    }

    private void Put(IEnumerable<SourceFile> files, string root)
    {
        foreach (var file in files)
        {
            cancel.ThrowIfCancellationRequested();
            using var content = file.Open();
            workspace.Artifacts.Put($"{root}/{file.Name}", content);
            _files++;
        }
    }
}
