namespace Weathervane.Cli.Mlruns;

/// <summary>A folder that comes from elsewhere: only what really lies in it is read, and links are told, not followed.</summary>
/// <param name="path">Its full path.</param>
/// <param name="links">Takes the path of each link that is met.</param>
internal sealed class SafeFolder(string path, Action<string> links)
{
    /// <summary>The folder's path.</summary>
    internal string Path => path;

    /// <summary>Its name.</summary>
    internal string Name => System.IO.Path.GetFileName(path);

    /// <summary>Whether it is there.</summary>
    internal bool Exists => Directory.Exists(path) && !IsLink(path);

    /// <summary>A folder in it, there or not.</summary>
    /// <exception cref="InputException">The name leads elsewhere.</exception>
    internal SafeFolder this[string name] => name.Length > 0 && name is not ("." or "..") && name.AsSpan().IndexOfAny("/\\") < 0
        ? new(System.IO.Path.Combine(path, name), links)
        : throw new InputException(path, $"is said to hold '{name}', which is no name of a folder.");

    /// <summary>Its folders, by name; none where it is not there.</summary>
    internal IEnumerable<SafeFolder> Folders() => Exists ? Entries(Directory.EnumerateDirectories(path)).Select(p => new SafeFolder(p, links)) : [];

    /// <summary>Full paths of the files directly in it, by name; none where it is not there.</summary>
    internal IEnumerable<string> Files() => Exists ? Entries(Directory.EnumerateFiles(path)) : [];

    /// <summary>All files below it, with their paths below it and '/'; none where it is not there.</summary>
    internal IEnumerable<(string Name, string Path)> AllFiles() =>
        Files().Select(f => (System.IO.Path.GetFileName(f), f)).Concat(Folders().SelectMany(d => d.AllFiles().Select(f => ($"{d.Name}/{f.Name}", f.Path))));

    /// <summary>The text of each file below it, by its path: how MLflow keeps parameters and tags.</summary>
    internal Dictionary<string, string> Texts() => AllFiles().ToDictionary(f => f.Name, f => File.ReadAllText(f.Path));

    private IEnumerable<string> Entries(IEnumerable<string> entries)
    {
        foreach (var entry in entries.Order(StringComparer.Ordinal))
        {
            if (IsLink(entry))
            {
                links(entry);
                continue;
            }

            yield return entry;
        }
    }

    private static bool IsLink(string entry) => (File.GetAttributes(entry) & FileAttributes.ReparsePoint) != 0;
}
