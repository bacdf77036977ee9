using System.Globalization;
using Weathervane.Store.Import;
using Weathervane.Store.Models;

namespace Weathervane.Cli.Mlruns;

/// <summary>A registered model's folder in MLflow's file store.</summary>
/// <param name="Model">What it tells.</param>
/// <param name="Files">Files of versions that lie in the registry itself, as 'vane export-mlflow' puts them, with their place here.</param>
/// <param name="Elsewhere">Versions whose files lie outside the folder: reference and place.</param>
internal sealed record MlrunsModel(ForeignModel Model, IReadOnlyList<(SafeFolder Folder, string Path)> Files, IReadOnlyList<(string Version, string Source)> Elsewhere)
{
    private const string Prefix = "version-";

    /// <exception cref="InputException">Something in it is not as MLflow writes it.</exception>
    internal static MlrunsModel Read(SafeFolder folder, MlrunsPlaces places)
    {
        var meta = MetaYaml.Of(folder);
        var given = meta.Text("name") ?? folder.Name;
        var name = ModelName.Check(ModelName.Encode(given));
        var (versions, files, elsewhere) = (new List<ForeignVersion>(), new List<(SafeFolder, string)>(), new List<(string, string)>());
        foreach (var place in folder.Folders().Where(f => f.Name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            var (version, source) = Version(place, places);
            if (place["artifacts"].Exists)
            {
                version = version with { FilesPath = string.Create(CultureInfo.InvariantCulture, $"registry/{name}/{version.Number}") };
                files.Add((place["artifacts"], version.FilesPath));
            }
            else if (version.FilesPath is null)
            {
                elsewhere.Add((string.Create(CultureInfo.InvariantCulture, $"{name}:{version.Number}"), source));
                version = version with { Tags = new Dictionary<string, string>(version.Tags) { ["vane.source"] = source } };
            }

            versions.Add(version);
        }

        var model = new ForeignModel
        {
            Name = name,
            Description = meta.Text("description") ?? "",
            Created = meta.Time("creation_timestamp"),
            Updated = meta.Time("last_updated_timestamp"),
            Tags = folder["tags"].Texts(),
            Versions = versions,
            Aliases = Aliases(folder, versions),
        };
        return new MlrunsModel(model, files, elsewhere);
    }

    private static (ForeignVersion Version, string Source) Version(SafeFolder folder, MlrunsPlaces places)
    {
        var meta = MetaYaml.Of(folder);
        var number = meta.Number("version");
        if (number is not >= 1 || folder.Name != string.Create(CultureInfo.InvariantCulture, $"{Prefix}{number}"))
        {
            throw new InputException(folder.Path, $"its {MetaYaml.FileName} is that of the version '{meta.Text("version")}'.");
        }

        var source = meta.Text("storage_location") is { Length: > 0 } stored ? stored : meta.Text("source") ?? "";
        return (new ForeignVersion
        {
            Number = number.Value,
            Created = meta.Time("creation_timestamp"),
            Updated = meta.Time("last_updated_timestamp"),
            RunId = meta.Text("run_id"),
            RunLink = meta.Text("run_link"),
            ModelId = meta.Text("model_id"),
            Author = meta.Text("user_id") ?? "",
            Description = meta.Text("description") ?? "",
            Stage = meta.Text("current_stage") is { } stage && stage != "Deleted_Internal" ? stage : "None",
            Deleted = meta.Text("current_stage") == "Deleted_Internal",
            FilesPath = places.Of(source) ?? places.Of(meta.Text("source") ?? ""),
            Tags = folder["tags"].Texts(),
        }, source);
    }

    private static Dictionary<string, long> Aliases(SafeFolder folder, List<ForeignVersion> versions)
    {
        var found = new Dictionary<string, long>();
        foreach (var (alias, text) in folder["aliases"].Texts())
        {
            ModelName.CheckAlias(alias);
            found[alias] = long.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && versions.Any(v => v.Number == number && !v.Deleted)
                ? number
                : throw new InputException(folder["aliases"].Path, $"the alias '{alias}' stands on '{text.Trim()}', which is no version of the model.");
        }

        return found;
    }
}
