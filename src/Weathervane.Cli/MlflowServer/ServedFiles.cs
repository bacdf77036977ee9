using Weathervane.Cli.Mlruns;

namespace Weathervane.Cli.MlflowServer;

/// <summary>Files of a server, found as they are asked for.</summary>
/// <param name="rest">The server.</param>
/// <param name="warn">Hears of what is left out.</param>
internal sealed class ServedFiles(MlflowRest rest, Action<string> warn)
{
    private const string Scheme = "mlflow-artifacts:";
    private const int DeepestFolder = 64, LongestName = 500;

    /// <summary>The path in the server's own store that an address means; null where it is none of it.</summary>
    internal static string? PathOf(string uri)
    {
        if (!uri.StartsWith(Scheme, StringComparison.Ordinal))
        {
            return null;
        }

        var path = uri[Scheme.Length..];
        // mlflow-artifacts://host:port/path names the server once more.
        path = path.StartsWith("//", StringComparison.Ordinal) ? path[(path.IndexOf('/', 2) is var end and > 0 ? end : path.Length)..] : path;
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts.Length == 0 || parts.Any(p => Uri.UnescapeDataString(p) is "." or "..") ? null : string.Join('/', parts);
    }

    /// <summary>The files below an address; none, and a warning, where it is not the server's own.</summary>
    internal IEnumerable<SourceFile> At(string uri, string owner)
    {
        if (PathOf(uri) is { } root)
        {
            return Below(root, "", folder => rest.Entries(folder), path => rest.OpenServed(path), owner, 0);
        }

        warn($"The files of {owner} are at '{uri}', outside the server, and are not taken over.");
        return [];
    }

    /// <summary>The files of a run, wherever the server keeps them.</summary>
    internal IEnumerable<SourceFile> OfRun(string id, string uri) => PathOf(uri) is not null ? At(uri, $"run {id}") : Below("", "", folder => Listed(id, folder), path => rest.OpenOfRun(id, path), $"run {id}", 0);

    private IEnumerable<(string Name, bool IsFolder)> Listed(string run, string folder) => rest
        .GetAll("artifacts/list", "files", ("run_id", run), ("path", folder.Length > 0 ? folder : null)).Select(f => (MlflowRest.Last(f.Text("path")), f.Flag("is_dir")));

    private IEnumerable<SourceFile> Below(
        string root, string folder, Func<string, IEnumerable<(string Name, bool IsFolder)>> list, Func<string, Stream> open, string owner, int depth)
    {
        foreach (var (name, isFolder) in list(Joined(root, folder)).ToList())
        {
            var path = Joined(folder, name);
            if (name is "" or "." or ".." || path.Length > LongestName || path.Any(c => c is '\\' or '#' || char.IsControl(c)) || depth > DeepestFolder)
            {
                warn($"'{path}' of {owner} is not taken over: no stored file can be called so.");
            }
            else if (!isFolder)
            {
                yield return new SourceFile(path, () => open(Joined(root, path)));
            }
            else
            {
                foreach (var file in Below(root, path, list, open, owner, depth + 1))
                {
                    yield return file;
                }
            }
        }
    }

    private static string Joined(string folder, string name) => folder.Length == 0 ? name : name.Length == 0 ? folder : $"{folder}/{name}";
}
